CREATE TABLE "replenish_events" (
	"id" integer PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "replenish_events_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 2147483647 START WITH 1 CACHE 1),
	"store_id" integer,
	"location_id" integer,
	"sku_id" integer,
	"category_id" integer,
	"first_day" integer NOT NULL,
	"last_day" integer NOT NULL,
	"percent" smallint NOT NULL,
	"note" text NOT NULL,
	"account_id" integer NOT NULL,
	"at" timestamp with time zone NOT NULL,
	CONSTRAINT "replenish_events_days" CHECK ("replenish_events"."last_day" >= "replenish_events"."first_day"),
	CONSTRAINT "replenish_events_percent" CHECK ("replenish_events"."percent" between -100 and 500)
);
--> statement-breakpoint
CREATE TABLE "replenish_runs" (
	"id" integer PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "replenish_runs_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 2147483647 START WITH 1 CACHE 1),
	"at" timestamp with time zone NOT NULL,
	"business_day" integer NOT NULL,
	"level_points" integer NOT NULL,
	"hurdle_percent" integer NOT NULL,
	"doc_cost" bigint NOT NULL,
	"unit_cost" bigint NOT NULL,
	"ms" integer NOT NULL,
	"store_count" integer NOT NULL,
	"sku_count" integer NOT NULL,
	"account_id" integer
);
--> statement-breakpoint
CREATE TABLE "replenish_settings" (
	"id" smallint PRIMARY KEY DEFAULT 1 NOT NULL,
	"level_points" integer DEFAULT 9500 NOT NULL,
	"hurdle_percent" integer DEFAULT 200 NOT NULL,
	"doc_cost" bigint DEFAULT 1200 NOT NULL,
	"unit_cost" bigint DEFAULT 60 NOT NULL,
	CONSTRAINT "replenish_settings_one_row" CHECK ("replenish_settings"."id" = 1),
	CONSTRAINT "replenish_settings_level" CHECK ("replenish_settings"."level_points" between 5000 and 9990)
);
--> statement-breakpoint
CREATE TABLE "suggestions" (
	"id" integer PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "suggestions_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 2147483647 START WITH 1 CACHE 1),
	"run_id" integer NOT NULL,
	"source_id" integer NOT NULL,
	"target_id" integer NOT NULL,
	"sku_id" integer NOT NULL,
	"quantity" bigint NOT NULL,
	"source_stock" bigint NOT NULL,
	"target_stock" bigint NOT NULL,
	"source_cover" integer NOT NULL,
	"target_cover" integer NOT NULL,
	"median_cover" integer NOT NULL,
	"margin" bigint NOT NULL,
	"take" real[] NOT NULL,
	"give" real[] NOT NULL,
	"state" text DEFAULT 'open' NOT NULL,
	"chosen" bigint,
	"reason" text,
	"decided_by" integer,
	"decided_at" timestamp with time zone,
	"transfer_id" integer,
	"undone" smallint DEFAULT 0 NOT NULL,
	CONSTRAINT "suggestions_state" CHECK ("suggestions"."state" in ('open', 'accepted', 'rejected')),
	CONSTRAINT "suggestions_quantity" CHECK ("suggestions"."quantity" > 0 and "suggestions"."chosen" >= 0)
);
--> statement-breakpoint
ALTER TABLE "replenish_events" ADD CONSTRAINT "replenish_events_store_id_stores_id_fk" FOREIGN KEY ("store_id") REFERENCES "public"."stores"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "replenish_events" ADD CONSTRAINT "replenish_events_location_id_locations_id_fk" FOREIGN KEY ("location_id") REFERENCES "public"."locations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "replenish_events" ADD CONSTRAINT "replenish_events_sku_id_skus_id_fk" FOREIGN KEY ("sku_id") REFERENCES "public"."skus"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "replenish_events" ADD CONSTRAINT "replenish_events_category_id_categories_id_fk" FOREIGN KEY ("category_id") REFERENCES "public"."categories"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "replenish_events" ADD CONSTRAINT "replenish_events_account_id_accounts_id_fk" FOREIGN KEY ("account_id") REFERENCES "public"."accounts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "replenish_runs" ADD CONSTRAINT "replenish_runs_account_id_accounts_id_fk" FOREIGN KEY ("account_id") REFERENCES "public"."accounts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "suggestions" ADD CONSTRAINT "suggestions_run_id_replenish_runs_id_fk" FOREIGN KEY ("run_id") REFERENCES "public"."replenish_runs"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "suggestions" ADD CONSTRAINT "suggestions_source_id_locations_id_fk" FOREIGN KEY ("source_id") REFERENCES "public"."locations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "suggestions" ADD CONSTRAINT "suggestions_target_id_locations_id_fk" FOREIGN KEY ("target_id") REFERENCES "public"."locations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "suggestions" ADD CONSTRAINT "suggestions_sku_id_skus_id_fk" FOREIGN KEY ("sku_id") REFERENCES "public"."skus"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "suggestions" ADD CONSTRAINT "suggestions_decided_by_accounts_id_fk" FOREIGN KEY ("decided_by") REFERENCES "public"."accounts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "suggestions" ADD CONSTRAINT "suggestions_transfer_id_transfers_id_fk" FOREIGN KEY ("transfer_id") REFERENCES "public"."transfers"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "suggestions_run" ON "suggestions" USING btree ("run_id","source_id","target_id");--> statement-breakpoint
-- by hand
-- Suggestions are seen from both of their ends, events where they happen; runs and settings have no secrets.
INSERT INTO replenish_settings (id) VALUES (1);
--> statement-breakpoint
GRANT SELECT, INSERT ON replenish_settings, replenish_runs, suggestions, replenish_events TO tongpan_app;
--> statement-breakpoint
GRANT UPDATE (level_points, hurdle_percent, doc_cost, unit_cost) ON replenish_settings TO tongpan_app;
--> statement-breakpoint
GRANT UPDATE (state, chosen, reason, decided_by, decided_at, transfer_id, undone) ON suggestions TO tongpan_app;
--> statement-breakpoint
GRANT DELETE ON replenish_events TO tongpan_app;
--> statement-breakpoint
DO $$
DECLARE
  reach constant text := $reach$((SELECT current_setting('app.locations', true)) = 'all'
    OR %s IN (SELECT unnest(string_to_array(nullif(nullif(current_setting('app.locations', true), ''), 'all'), ',')::int[])))$reach$;
BEGIN
  ALTER TABLE suggestions ENABLE ROW LEVEL SECURITY;
  ALTER TABLE suggestions FORCE ROW LEVEL SECURITY;
  EXECUTE format('CREATE POLICY reach ON suggestions USING (%s AND %s)', format(reach, 'source_id'), format(reach, 'target_id'));
  ALTER TABLE replenish_events ENABLE ROW LEVEL SECURITY;
  ALTER TABLE replenish_events FORCE ROW LEVEL SECURITY;
  EXECUTE format('CREATE POLICY reach ON replenish_events USING (location_id IS NULL OR %s)', format(reach, 'location_id'));
END $$;
