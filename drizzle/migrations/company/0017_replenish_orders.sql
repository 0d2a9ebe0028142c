DROP INDEX "suggestions_run";--> statement-breakpoint
ALTER TABLE "suggestions" ALTER COLUMN "source_id" DROP NOT NULL;--> statement-breakpoint
ALTER TABLE "suggestions" ADD COLUMN "kind" text DEFAULT 'transfer' NOT NULL;--> statement-breakpoint
ALTER TABLE "suggestions" ADD COLUMN "supplier_id" integer;--> statement-breakpoint
ALTER TABLE "suggestions" ADD COLUMN "pack" integer DEFAULT 1 NOT NULL;--> statement-breakpoint
ALTER TABLE "suggestions" ADD COLUMN "packs_min" integer DEFAULT 1 NOT NULL;--> statement-breakpoint
ALTER TABLE "suggestions" ADD COLUMN "pack_price" bigint DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "suggestions" ADD COLUMN "is_ruled" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "suggestions" ADD COLUMN "event_id" integer;--> statement-breakpoint
ALTER TABLE "suggestions" ADD COLUMN "event_percent" integer;--> statement-breakpoint
ALTER TABLE "suggestions" ADD COLUMN "purchase_id" integer;--> statement-breakpoint
ALTER TABLE "suggestions" ADD CONSTRAINT "suggestions_supplier_id_suppliers_id_fk" FOREIGN KEY ("supplier_id") REFERENCES "public"."suppliers"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "suggestions" ADD CONSTRAINT "suggestions_event_id_replenish_events_id_fk" FOREIGN KEY ("event_id") REFERENCES "public"."replenish_events"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "suggestions" ADD CONSTRAINT "suggestions_purchase_id_purchases_id_fk" FOREIGN KEY ("purchase_id") REFERENCES "public"."purchases"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "suggestions_run" ON "suggestions" USING btree ("run_id","kind","id");--> statement-breakpoint
ALTER TABLE "suggestions" ADD CONSTRAINT "suggestions_kind" CHECK ("suggestions"."kind" in ('transfer', 'order', 'purchase'));--> statement-breakpoint
ALTER TABLE "suggestions" ADD CONSTRAINT "suggestions_source" CHECK (("suggestions"."kind" = 'purchase') = ("suggestions"."supplier_id" is not null) and ("suggestions"."source_id" is null) = ("suggestions"."kind" = 'purchase'));--> statement-breakpoint
ALTER TABLE "suggestions" ADD CONSTRAINT "suggestions_pack" CHECK ("suggestions"."pack" > 0 and "suggestions"."packs_min" > 0 and "suggestions"."pack_price" >= 0);--> statement-breakpoint
-- by hand
-- A transfer between stores is seen from both ends; what a warehouse or a supplier should send by who reaches the place that asks.
GRANT UPDATE (purchase_id) ON suggestions TO tongpan_app;
--> statement-breakpoint
DO $$
DECLARE
  reach constant text := $reach$((SELECT current_setting('app.locations', true)) = 'all'
    OR %s IN (SELECT unnest(string_to_array(nullif(nullif(current_setting('app.locations', true), ''), 'all'), ',')::int[])))$reach$;
BEGIN
  DROP POLICY reach ON suggestions;
  EXECUTE format('CREATE POLICY reach ON suggestions USING ((kind <> ''transfer'' OR %s) AND %s)', format(reach, 'source_id'), format(reach, 'target_id'));
END $$;
