CREATE TABLE "purchase_commands" (
	"key" uuid PRIMARY KEY NOT NULL,
	"purchase_id" integer NOT NULL,
	"input_hash" uuid NOT NULL,
	"kind" text NOT NULL,
	"input" jsonb NOT NULL,
	"account_id" integer NOT NULL,
	"session" text NOT NULL,
	"device_at" timestamp with time zone,
	"at" timestamp with time zone NOT NULL,
	"recorded_at" timestamp with time zone DEFAULT now() NOT NULL,
	"answer" jsonb
);
--> statement-breakpoint
CREATE TABLE "purchase_lines" (
	"purchase_id" integer NOT NULL,
	"sku_id" integer NOT NULL,
	"pack" integer NOT NULL,
	"packs" integer NOT NULL,
	"price" bigint NOT NULL,
	"tax_points" integer NOT NULL,
	"received" bigint DEFAULT 0 NOT NULL,
	"gifts" bigint DEFAULT 0 NOT NULL,
	"expected_day" integer,
	"reason" text DEFAULT '' NOT NULL,
	"ordinal" smallint DEFAULT 0 NOT NULL,
	CONSTRAINT "purchase_lines_purchase_id_sku_id_pk" PRIMARY KEY("purchase_id","sku_id"),
	CONSTRAINT "purchase_lines_bounds" CHECK ("purchase_lines"."pack" > 0 and "purchase_lines"."packs" >= 0 and "purchase_lines"."price" >= 0 and "purchase_lines"."received" >= 0 and "purchase_lines"."gifts" >= 0)
);
--> statement-breakpoint
CREATE TABLE "purchase_postings" (
	"ledger_key" uuid PRIMARY KEY NOT NULL,
	"command_key" uuid NOT NULL,
	"purchase_id" integer NOT NULL,
	"kind" text NOT NULL,
	"command" text NOT NULL,
	"planned" jsonb NOT NULL,
	"is_posted" boolean,
	"posted_id" integer,
	"posted_position" bigint,
	"undoes" uuid,
	CONSTRAINT "purchase_postings_command_key_unique" UNIQUE("command_key"),
	CONSTRAINT "purchase_postings_kind" CHECK ("purchase_postings"."kind" in ('receipt', 'reversal'))
);
--> statement-breakpoint
CREATE TABLE "purchase_receipt_lines" (
	"command_key" uuid NOT NULL,
	"purchase_id" integer NOT NULL,
	"sku_id" integer NOT NULL,
	"quantity" bigint NOT NULL,
	"gift" bigint NOT NULL,
	"value" bigint NOT NULL,
	"ordered_value" bigint NOT NULL,
	"tax" bigint NOT NULL,
	"over" bigint NOT NULL,
	CONSTRAINT "purchase_receipt_lines_command_key_sku_id_pk" PRIMARY KEY("command_key","sku_id"),
	CONSTRAINT "purchase_receipt_lines_some" CHECK ("purchase_receipt_lines"."quantity" > 0 or "purchase_receipt_lines"."gift" > 0)
);
--> statement-breakpoint
CREATE TABLE "purchase_refusals" (
	"id" integer PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "purchase_refusals_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 2147483647 START WITH 1 CACHE 1),
	"command_key" uuid NOT NULL,
	"purchase_id" integer NOT NULL,
	"sku_id" integer NOT NULL,
	"cause" text NOT NULL,
	"quantity" bigint NOT NULL,
	CONSTRAINT "purchase_refusals_some" CHECK ("purchase_refusals"."quantity" > 0)
);
--> statement-breakpoint
CREATE TABLE "purchase_settings" (
	"id" smallint PRIMARY KEY DEFAULT 1 NOT NULL,
	"value_max" bigint DEFAULT 2000000 NOT NULL,
	"price_percent_max" smallint DEFAULT 5 NOT NULL,
	"over_percent_max" smallint DEFAULT 5 NOT NULL,
	CONSTRAINT "purchase_settings_one_row" CHECK ("purchase_settings"."id" = 1),
	CONSTRAINT "purchase_settings_bounds" CHECK ("purchase_settings"."value_max" >= 0 and "purchase_settings"."price_percent_max" between 0 and 1000 and "purchase_settings"."over_percent_max" between 0 and 100)
);
--> statement-breakpoint
CREATE TABLE "purchases" (
	"id" integer PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "purchases_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 2147483647 START WITH 1 CACHE 1),
	"key" uuid NOT NULL,
	"origin" text NOT NULL,
	"state" text NOT NULL,
	"supplier_id" integer NOT NULL,
	"store_id" integer NOT NULL,
	"location_id" integer NOT NULL,
	"note" text DEFAULT '' NOT NULL,
	"invoice" text NOT NULL,
	"expected_day" integer,
	"made_by" integer NOT NULL,
	"made_at" timestamp with time zone NOT NULL,
	"state_since" timestamp with time zone NOT NULL,
	"version" integer DEFAULT 1 NOT NULL,
	"submitted_by" integer,
	"approved_by" integer,
	"sent_by" integer,
	"sent_at" timestamp with time zone,
	"sent_way" text,
	"line_count" integer DEFAULT 0 NOT NULL,
	"units_ordered" bigint DEFAULT 0 NOT NULL,
	"units_received" bigint DEFAULT 0 NOT NULL,
	"value" bigint DEFAULT 0 NOT NULL,
	"received_value" bigint DEFAULT 0 NOT NULL,
	"price_difference" bigint DEFAULT 0 NOT NULL,
	"pending_key" uuid,
	CONSTRAINT "purchases_key_unique" UNIQUE("key"),
	CONSTRAINT "purchases_origin" CHECK ("purchases"."origin" in ('hand', 'list', 'plan')),
	CONSTRAINT "purchases_state" CHECK ("purchases"."state" in ('draft', 'waiting', 'approved', 'sent', 'partial', 'received', 'closed', 'cancelled')),
	CONSTRAINT "purchases_invoice" CHECK ("purchases"."invoice" in ('special', 'plain'))
);
--> statement-breakpoint
CREATE TABLE "supplier_prices" (
	"supplier_id" integer NOT NULL,
	"sku_id" integer NOT NULL,
	"pack" integer NOT NULL,
	"price" bigint NOT NULL,
	"packs_min" integer DEFAULT 1 NOT NULL,
	"code" text DEFAULT '' NOT NULL,
	CONSTRAINT "supplier_prices_supplier_id_sku_id_pk" PRIMARY KEY("supplier_id","sku_id"),
	CONSTRAINT "supplier_prices_bounds" CHECK ("supplier_prices"."pack" > 0 and "supplier_prices"."price" >= 0 and "supplier_prices"."packs_min" > 0)
);
--> statement-breakpoint
CREATE TABLE "supplier_terms" (
	"supplier_id" integer PRIMARY KEY NOT NULL,
	"lead_days" smallint DEFAULT 3 NOT NULL,
	"minimum" bigint DEFAULT 0 NOT NULL,
	"pay_days" smallint DEFAULT 30 NOT NULL,
	"invoice" text DEFAULT 'special' NOT NULL,
	"email" text DEFAULT '' NOT NULL,
	"note" text DEFAULT '' NOT NULL,
	CONSTRAINT "supplier_terms_invoice" CHECK ("supplier_terms"."invoice" in ('special', 'plain')),
	CONSTRAINT "supplier_terms_bounds" CHECK ("supplier_terms"."lead_days" between 0 and 365 and "supplier_terms"."pay_days" between 0 and 365 and "supplier_terms"."minimum" >= 0)
);
--> statement-breakpoint
CREATE TABLE "transfer_comments" (
	"key" uuid PRIMARY KEY NOT NULL,
	"transfer_id" integer NOT NULL,
	"account_id" integer NOT NULL,
	"at" timestamp with time zone NOT NULL,
	"text" text NOT NULL
);
--> statement-breakpoint
CREATE TABLE "transfer_settings" (
	"id" smallint PRIMARY KEY DEFAULT 1 NOT NULL,
	"value_max" bigint DEFAULT 2000000 NOT NULL,
	"region_steps_max" smallint DEFAULT 1 NOT NULL,
	"asks_franchise" boolean DEFAULT true NOT NULL,
	CONSTRAINT "transfer_settings_one_row" CHECK ("transfer_settings"."id" = 1),
	CONSTRAINT "transfer_settings_bounds" CHECK ("transfer_settings"."value_max" >= 0 and "transfer_settings"."region_steps_max" between 0 and 99)
);
--> statement-breakpoint
ALTER TABLE "purchase_commands" ADD CONSTRAINT "purchase_commands_purchase_id_purchases_id_fk" FOREIGN KEY ("purchase_id") REFERENCES "public"."purchases"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "purchase_commands" ADD CONSTRAINT "purchase_commands_account_id_accounts_id_fk" FOREIGN KEY ("account_id") REFERENCES "public"."accounts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "purchase_lines" ADD CONSTRAINT "purchase_lines_purchase_id_purchases_id_fk" FOREIGN KEY ("purchase_id") REFERENCES "public"."purchases"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "purchase_lines" ADD CONSTRAINT "purchase_lines_sku_id_skus_id_fk" FOREIGN KEY ("sku_id") REFERENCES "public"."skus"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "purchase_postings" ADD CONSTRAINT "purchase_postings_command_key_purchase_commands_key_fk" FOREIGN KEY ("command_key") REFERENCES "public"."purchase_commands"("key") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "purchase_postings" ADD CONSTRAINT "purchase_postings_purchase_id_purchases_id_fk" FOREIGN KEY ("purchase_id") REFERENCES "public"."purchases"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "purchase_receipt_lines" ADD CONSTRAINT "purchase_receipt_lines_command_key_purchase_commands_key_fk" FOREIGN KEY ("command_key") REFERENCES "public"."purchase_commands"("key") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "purchase_receipt_lines" ADD CONSTRAINT "purchase_receipt_lines_purchase_id_purchases_id_fk" FOREIGN KEY ("purchase_id") REFERENCES "public"."purchases"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "purchase_receipt_lines" ADD CONSTRAINT "purchase_receipt_lines_sku_id_skus_id_fk" FOREIGN KEY ("sku_id") REFERENCES "public"."skus"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "purchase_refusals" ADD CONSTRAINT "purchase_refusals_command_key_purchase_commands_key_fk" FOREIGN KEY ("command_key") REFERENCES "public"."purchase_commands"("key") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "purchase_refusals" ADD CONSTRAINT "purchase_refusals_purchase_id_purchases_id_fk" FOREIGN KEY ("purchase_id") REFERENCES "public"."purchases"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "purchase_refusals" ADD CONSTRAINT "purchase_refusals_sku_id_skus_id_fk" FOREIGN KEY ("sku_id") REFERENCES "public"."skus"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "purchases" ADD CONSTRAINT "purchases_supplier_id_suppliers_id_fk" FOREIGN KEY ("supplier_id") REFERENCES "public"."suppliers"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "purchases" ADD CONSTRAINT "purchases_store_id_stores_id_fk" FOREIGN KEY ("store_id") REFERENCES "public"."stores"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "purchases" ADD CONSTRAINT "purchases_location_id_locations_id_fk" FOREIGN KEY ("location_id") REFERENCES "public"."locations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "purchases" ADD CONSTRAINT "purchases_made_by_accounts_id_fk" FOREIGN KEY ("made_by") REFERENCES "public"."accounts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "purchases" ADD CONSTRAINT "purchases_submitted_by_accounts_id_fk" FOREIGN KEY ("submitted_by") REFERENCES "public"."accounts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "purchases" ADD CONSTRAINT "purchases_approved_by_accounts_id_fk" FOREIGN KEY ("approved_by") REFERENCES "public"."accounts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "purchases" ADD CONSTRAINT "purchases_sent_by_accounts_id_fk" FOREIGN KEY ("sent_by") REFERENCES "public"."accounts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "supplier_prices" ADD CONSTRAINT "supplier_prices_supplier_id_suppliers_id_fk" FOREIGN KEY ("supplier_id") REFERENCES "public"."suppliers"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "supplier_prices" ADD CONSTRAINT "supplier_prices_sku_id_skus_id_fk" FOREIGN KEY ("sku_id") REFERENCES "public"."skus"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "supplier_terms" ADD CONSTRAINT "supplier_terms_supplier_id_suppliers_id_fk" FOREIGN KEY ("supplier_id") REFERENCES "public"."suppliers"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "transfer_comments" ADD CONSTRAINT "transfer_comments_transfer_id_transfers_id_fk" FOREIGN KEY ("transfer_id") REFERENCES "public"."transfers"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "transfer_comments" ADD CONSTRAINT "transfer_comments_account_id_accounts_id_fk" FOREIGN KEY ("account_id") REFERENCES "public"."accounts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "purchase_commands_purchase" ON "purchase_commands" USING btree ("purchase_id","recorded_at");--> statement-breakpoint
CREATE INDEX "purchase_lines_sku" ON "purchase_lines" USING btree ("sku_id");--> statement-breakpoint
CREATE INDEX "purchase_postings_purchase" ON "purchase_postings" USING btree ("purchase_id");--> statement-breakpoint
CREATE INDEX "purchase_receipt_lines_purchase" ON "purchase_receipt_lines" USING btree ("purchase_id");--> statement-breakpoint
CREATE INDEX "purchase_refusals_purchase" ON "purchase_refusals" USING btree ("purchase_id");--> statement-breakpoint
CREATE INDEX "purchases_state" ON "purchases" USING btree ("state","state_since");--> statement-breakpoint
CREATE INDEX "purchases_location" ON "purchases" USING btree ("location_id","state_since");--> statement-breakpoint
CREATE INDEX "purchases_supplier" ON "purchases" USING btree ("supplier_id","state_since");--> statement-breakpoint
CREATE INDEX "purchases_pending" ON "purchases" USING btree ("pending_key") WHERE pending_key is not null;--> statement-breakpoint
CREATE INDEX "supplier_prices_sku" ON "supplier_prices" USING btree ("sku_id");--> statement-breakpoint
CREATE INDEX "transfer_comments_transfer" ON "transfer_comments" USING btree ("transfer_id","at");--> statement-breakpoint
CREATE INDEX "transfers_ended" ON "transfers" USING btree ("state_since") WHERE state in ('received', 'closed', 'cancelled') and kind <> 'delivery';--> statement-breakpoint
-- by hand
INSERT INTO purchase_settings DEFAULT VALUES;
--> statement-breakpoint
INSERT INTO transfer_settings DEFAULT VALUES;
--> statement-breakpoint
-- An order is seen where its shelf is reached; what hangs on it is seen where it is seen. Commands get their answer once
-- and postings theirs; receipts, refusals and comments are written once. Terms and prices are the whole company's: the
-- server cuts what costs tell.
GRANT SELECT, INSERT ON purchases, purchase_lines, purchase_commands, purchase_postings, purchase_receipt_lines, purchase_refusals,
  supplier_terms, supplier_prices, transfer_comments TO tongpan_app;
--> statement-breakpoint
GRANT UPDATE ON purchases, purchase_lines, supplier_terms, supplier_prices TO tongpan_app;
--> statement-breakpoint
GRANT DELETE ON purchase_lines, supplier_prices TO tongpan_app;
--> statement-breakpoint
GRANT SELECT, UPDATE ON purchase_settings, transfer_settings TO tongpan_app;
--> statement-breakpoint
GRANT UPDATE (answer) ON purchase_commands TO tongpan_app;
--> statement-breakpoint
GRANT UPDATE (is_posted, posted_id, posted_position) ON purchase_postings TO tongpan_app;
--> statement-breakpoint
DO $$
DECLARE
  cut text;
BEGIN
  ALTER TABLE purchases ENABLE ROW LEVEL SECURITY;
  ALTER TABLE purchases FORCE ROW LEVEL SECURITY;
  EXECUTE $p$CREATE POLICY reach ON purchases USING ((SELECT current_setting('app.locations', true)) = 'all'
    OR location_id IN (SELECT unnest(string_to_array(nullif(nullif(current_setting('app.locations', true), ''), 'all'), ',')::int[])))$p$;
  FOREACH cut IN ARRAY ARRAY['purchase_lines', 'purchase_commands', 'purchase_postings', 'purchase_receipt_lines', 'purchase_refusals'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', cut);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', cut);
    EXECUTE format($p$CREATE POLICY reach ON %I USING ((SELECT current_setting('app.locations', true)) = 'all'
      OR purchase_id IN (SELECT id FROM purchases))$p$, cut);
  END LOOP;
  ALTER TABLE transfer_comments ENABLE ROW LEVEL SECURITY;
  ALTER TABLE transfer_comments FORCE ROW LEVEL SECURITY;
  EXECUTE $p$CREATE POLICY reach ON transfer_comments USING ((SELECT current_setting('app.locations', true)) = 'all'
    OR transfer_id IN (SELECT id FROM transfers))$p$;
END $$;
