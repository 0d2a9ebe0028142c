CREATE TABLE "transfer_changes" (
	"id" integer PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "transfer_changes_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 2147483647 START WITH 1 CACHE 1),
	"transfer_id" integer NOT NULL,
	"sku_id" integer NOT NULL,
	"field" text NOT NULL,
	"before" bigint,
	"after" bigint,
	"account_id" integer,
	"at" timestamp with time zone NOT NULL,
	CONSTRAINT "transfer_changes_field" CHECK ("transfer_changes"."field" in ('asked', 'offered', 'ruled'))
);
--> statement-breakpoint
CREATE TABLE "transfer_commands" (
	"key" uuid PRIMARY KEY NOT NULL,
	"transfer_id" integer NOT NULL,
	"input_hash" uuid NOT NULL,
	"kind" text NOT NULL,
	"input" jsonb NOT NULL,
	"draft" jsonb,
	"account_id" integer NOT NULL,
	"session" text NOT NULL,
	"device_at" timestamp with time zone,
	"at" timestamp with time zone NOT NULL,
	"recorded_at" timestamp with time zone DEFAULT now() NOT NULL,
	"answer" jsonb
);
--> statement-breakpoint
CREATE TABLE "transfer_differences" (
	"id" integer PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "transfer_differences_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 2147483647 START WITH 1 CACHE 1),
	"transfer_id" integer NOT NULL,
	"command_key" uuid NOT NULL,
	"sku_id" integer NOT NULL,
	"kind" text NOT NULL,
	"cause" text NOT NULL,
	"quantity" bigint NOT NULL,
	"note" text DEFAULT '' NOT NULL,
	"photo_id" uuid,
	CONSTRAINT "transfer_differences_kind" CHECK ("transfer_differences"."kind" in ('short', 'over')),
	CONSTRAINT "transfer_differences_some" CHECK ("transfer_differences"."quantity" > 0)
);
--> statement-breakpoint
CREATE TABLE "transfer_lines" (
	"transfer_id" integer NOT NULL,
	"sku_id" integer NOT NULL,
	"asked" bigint,
	"offered" bigint,
	"ruled" bigint,
	"agreed" bigint DEFAULT 0 NOT NULL,
	"shipped" bigint DEFAULT 0 NOT NULL,
	"received" bigint DEFAULT 0 NOT NULL,
	"lost" bigint DEFAULT 0 NOT NULL,
	"returned" bigint DEFAULT 0 NOT NULL,
	"over" bigint DEFAULT 0 NOT NULL,
	CONSTRAINT "transfer_lines_transfer_id_sku_id_pk" PRIMARY KEY("transfer_id","sku_id"),
	CONSTRAINT "transfer_lines_on_the_way" CHECK ("transfer_lines"."shipped" >= "transfer_lines"."received" + "transfer_lines"."lost" + "transfer_lines"."returned"),
	CONSTRAINT "transfer_lines_agreed" CHECK ("transfer_lines"."shipped" <= "transfer_lines"."agreed")
);
--> statement-breakpoint
CREATE TABLE "transfer_parcels" (
	"command_key" uuid PRIMARY KEY NOT NULL,
	"transfer_id" integer NOT NULL,
	"parcels" smallint NOT NULL,
	"carrier" text DEFAULT '' NOT NULL,
	"waybill" text DEFAULT '' NOT NULL,
	"freight" bigint DEFAULT 0 NOT NULL
);
--> statement-breakpoint
CREATE TABLE "transfer_photos" (
	"id" uuid PRIMARY KEY NOT NULL,
	"transfer_id" integer NOT NULL,
	"account_id" integer NOT NULL,
	"at" timestamp with time zone NOT NULL,
	"image" "bytea" NOT NULL
);
--> statement-breakpoint
CREATE TABLE "transfer_postings" (
	"ledger_key" uuid PRIMARY KEY NOT NULL,
	"command_key" uuid NOT NULL,
	"transfer_id" integer NOT NULL,
	"ordinal" smallint NOT NULL,
	"kind" text NOT NULL,
	"cause" text,
	"command" text NOT NULL,
	"is_posted" boolean,
	"posted_id" integer,
	"posted_position" bigint
);
--> statement-breakpoint
CREATE TABLE "transfer_signatures" (
	"transfer_id" integer NOT NULL,
	"side" text NOT NULL,
	"account_id" integer NOT NULL,
	"hash" text NOT NULL,
	"at" timestamp with time zone NOT NULL,
	CONSTRAINT "transfer_signatures_transfer_id_side_pk" PRIMARY KEY("transfer_id","side"),
	CONSTRAINT "transfer_signatures_side" CHECK ("transfer_signatures"."side" in ('source', 'target', 'region'))
);
--> statement-breakpoint
CREATE TABLE "transfers" (
	"id" integer PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "transfers_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 2147483647 START WITH 1 CACHE 1),
	"key" uuid NOT NULL,
	"kind" text NOT NULL,
	"state" text NOT NULL,
	"source_store_id" integer NOT NULL,
	"target_store_id" integer NOT NULL,
	"source_id" integer NOT NULL,
	"transit_id" integer NOT NULL,
	"target_id" integer NOT NULL,
	"note" text DEFAULT '' NOT NULL,
	"made_by" integer NOT NULL,
	"made_at" timestamp with time zone NOT NULL,
	"state_since" timestamp with time zone NOT NULL,
	"version" integer DEFAULT 1 NOT NULL,
	"is_held" boolean DEFAULT false NOT NULL,
	"is_picking" boolean DEFAULT false NOT NULL,
	"is_finished" boolean DEFAULT false NOT NULL,
	"reservation_position" bigint,
	"agreement_hash" text,
	"value" bigint,
	"due_at" timestamp with time zone,
	"chased_at" timestamp with time zone,
	"chased" smallint DEFAULT 0 NOT NULL,
	"line_count" integer DEFAULT 0 NOT NULL,
	"units" bigint DEFAULT 0 NOT NULL,
	"units_in_transit" bigint DEFAULT 0 NOT NULL,
	"units_different" bigint DEFAULT 0 NOT NULL,
	"pending_key" uuid,
	CONSTRAINT "transfers_key_unique" UNIQUE("key"),
	CONSTRAINT "transfers_kind" CHECK ("transfers"."kind" in ('ask', 'push', 'pull', 'plan', 'delivery')),
	CONSTRAINT "transfers_state" CHECK ("transfers"."state" in ('suggested', 'asked', 'talks', 'agreed', 'picking', 'in_transit', 'received', 'closed', 'cancelled')),
	CONSTRAINT "transfers_elsewhere" CHECK ("transfers"."source_store_id" <> "transfers"."target_store_id"),
	CONSTRAINT "transfers_held" CHECK (not "transfers"."is_held" or "transfers"."reservation_position" is not null)
);
--> statement-breakpoint
ALTER TABLE "transfer_changes" ADD CONSTRAINT "transfer_changes_transfer_id_transfers_id_fk" FOREIGN KEY ("transfer_id") REFERENCES "public"."transfers"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "transfer_commands" ADD CONSTRAINT "transfer_commands_transfer_id_transfers_id_fk" FOREIGN KEY ("transfer_id") REFERENCES "public"."transfers"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "transfer_commands" ADD CONSTRAINT "transfer_commands_account_id_accounts_id_fk" FOREIGN KEY ("account_id") REFERENCES "public"."accounts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "transfer_differences" ADD CONSTRAINT "transfer_differences_transfer_id_transfers_id_fk" FOREIGN KEY ("transfer_id") REFERENCES "public"."transfers"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "transfer_differences" ADD CONSTRAINT "transfer_differences_command_key_transfer_commands_key_fk" FOREIGN KEY ("command_key") REFERENCES "public"."transfer_commands"("key") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "transfer_differences" ADD CONSTRAINT "transfer_differences_sku_id_skus_id_fk" FOREIGN KEY ("sku_id") REFERENCES "public"."skus"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "transfer_lines" ADD CONSTRAINT "transfer_lines_transfer_id_transfers_id_fk" FOREIGN KEY ("transfer_id") REFERENCES "public"."transfers"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "transfer_lines" ADD CONSTRAINT "transfer_lines_sku_id_skus_id_fk" FOREIGN KEY ("sku_id") REFERENCES "public"."skus"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "transfer_parcels" ADD CONSTRAINT "transfer_parcels_command_key_transfer_commands_key_fk" FOREIGN KEY ("command_key") REFERENCES "public"."transfer_commands"("key") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "transfer_parcels" ADD CONSTRAINT "transfer_parcels_transfer_id_transfers_id_fk" FOREIGN KEY ("transfer_id") REFERENCES "public"."transfers"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "transfer_photos" ADD CONSTRAINT "transfer_photos_transfer_id_transfers_id_fk" FOREIGN KEY ("transfer_id") REFERENCES "public"."transfers"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "transfer_photos" ADD CONSTRAINT "transfer_photos_account_id_accounts_id_fk" FOREIGN KEY ("account_id") REFERENCES "public"."accounts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "transfer_postings" ADD CONSTRAINT "transfer_postings_command_key_transfer_commands_key_fk" FOREIGN KEY ("command_key") REFERENCES "public"."transfer_commands"("key") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "transfer_postings" ADD CONSTRAINT "transfer_postings_transfer_id_transfers_id_fk" FOREIGN KEY ("transfer_id") REFERENCES "public"."transfers"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "transfer_signatures" ADD CONSTRAINT "transfer_signatures_transfer_id_transfers_id_fk" FOREIGN KEY ("transfer_id") REFERENCES "public"."transfers"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "transfer_signatures" ADD CONSTRAINT "transfer_signatures_account_id_accounts_id_fk" FOREIGN KEY ("account_id") REFERENCES "public"."accounts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "transfers" ADD CONSTRAINT "transfers_source_store_id_stores_id_fk" FOREIGN KEY ("source_store_id") REFERENCES "public"."stores"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "transfers" ADD CONSTRAINT "transfers_target_store_id_stores_id_fk" FOREIGN KEY ("target_store_id") REFERENCES "public"."stores"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "transfers" ADD CONSTRAINT "transfers_source_id_locations_id_fk" FOREIGN KEY ("source_id") REFERENCES "public"."locations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "transfers" ADD CONSTRAINT "transfers_transit_id_locations_id_fk" FOREIGN KEY ("transit_id") REFERENCES "public"."locations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "transfers" ADD CONSTRAINT "transfers_target_id_locations_id_fk" FOREIGN KEY ("target_id") REFERENCES "public"."locations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "transfers" ADD CONSTRAINT "transfers_made_by_accounts_id_fk" FOREIGN KEY ("made_by") REFERENCES "public"."accounts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "transfer_changes_transfer" ON "transfer_changes" USING btree ("transfer_id","id");--> statement-breakpoint
CREATE INDEX "transfer_commands_transfer" ON "transfer_commands" USING btree ("transfer_id","recorded_at");--> statement-breakpoint
CREATE INDEX "transfer_differences_transfer" ON "transfer_differences" USING btree ("transfer_id");--> statement-breakpoint
CREATE INDEX "transfer_lines_sku" ON "transfer_lines" USING btree ("sku_id");--> statement-breakpoint
CREATE UNIQUE INDEX "transfer_postings_command" ON "transfer_postings" USING btree ("command_key","ordinal");--> statement-breakpoint
CREATE INDEX "transfer_postings_transfer" ON "transfer_postings" USING btree ("transfer_id");--> statement-breakpoint
CREATE INDEX "transfers_open" ON "transfers" USING btree ("state","state_since") WHERE state not in ('received', 'closed', 'cancelled');--> statement-breakpoint
CREATE INDEX "transfers_source" ON "transfers" USING btree ("source_id","state_since");--> statement-breakpoint
CREATE INDEX "transfers_target" ON "transfers" USING btree ("target_id","state_since");--> statement-breakpoint
CREATE INDEX "transfers_pending" ON "transfers" USING btree ("pending_key") WHERE pending_key is not null;--> statement-breakpoint
-- by hand
-- A transfer is seen from both of its ends; what hangs on it is seen where it is seen. Commands get their answer once
-- and postings theirs; changes, differences, parcels and photos are written once.
GRANT SELECT, INSERT ON transfers, transfer_lines, transfer_signatures, transfer_commands, transfer_postings, transfer_parcels,
  transfer_differences, transfer_photos, transfer_changes TO tongpan_app;
--> statement-breakpoint
GRANT UPDATE ON transfers, transfer_lines, transfer_signatures TO tongpan_app;
--> statement-breakpoint
GRANT UPDATE (answer) ON transfer_commands TO tongpan_app;
--> statement-breakpoint
GRANT UPDATE (is_posted, posted_id, posted_position) ON transfer_postings TO tongpan_app;
--> statement-breakpoint
GRANT DELETE ON transfer_signatures TO tongpan_app;
--> statement-breakpoint
ALTER TABLE transfers SET (fillfactor = 70);
--> statement-breakpoint
ALTER TABLE transfer_lines SET (fillfactor = 80);
--> statement-breakpoint
DO $$
DECLARE
  cut text;
  reach constant text := $reach$((SELECT current_setting('app.locations', true)) = 'all'
    OR %s IN (SELECT unnest(string_to_array(nullif(nullif(current_setting('app.locations', true), ''), 'all'), ',')::int[])))$reach$;
BEGIN
  ALTER TABLE transfers ENABLE ROW LEVEL SECURITY;
  ALTER TABLE transfers FORCE ROW LEVEL SECURITY;
  EXECUTE format('CREATE POLICY reach ON transfers USING (%s OR %s)', format(reach, 'source_id'), format(reach, 'target_id'));
  FOREACH cut IN ARRAY ARRAY['transfer_lines', 'transfer_signatures', 'transfer_commands', 'transfer_postings', 'transfer_parcels',
    'transfer_differences', 'transfer_photos', 'transfer_changes'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', cut);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', cut);
    EXECUTE format($p$CREATE POLICY reach ON %I USING ((SELECT current_setting('app.locations', true)) = 'all'
      OR transfer_id IN (SELECT id FROM transfers))$p$, cut);
  END LOOP;
END $$;
