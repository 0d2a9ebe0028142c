CREATE TABLE "stocktake_approvals" (
	"stocktake_id" integer NOT NULL,
	"account_id" integer NOT NULL,
	"lines_hash" text NOT NULL,
	"approved_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "stocktake_approvals_stocktake_id_account_id_lines_hash_pk" PRIMARY KEY("stocktake_id","account_id","lines_hash")
);
--> statement-breakpoint
CREATE TABLE "stocktake_choices" (
	"stocktake_id" integer NOT NULL,
	"sku_id" integer NOT NULL,
	"choice" text NOT NULL,
	"counted" bigint NOT NULL,
	"account_id" integer NOT NULL,
	"chosen_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "stocktake_choices_stocktake_id_sku_id_pk" PRIMARY KEY("stocktake_id","sku_id"),
	CONSTRAINT "stocktake_choices_choice" CHECK ("stocktake_choices"."choice" in ('use_count', 'leave'))
);
--> statement-breakpoint
CREATE TABLE "stocktake_late_entries" (
	"stocktake_id" integer NOT NULL,
	"entry_key" text NOT NULL,
	"is_void" boolean NOT NULL,
	"value" text NOT NULL,
	"account_id" integer NOT NULL,
	"received_at" timestamp with time zone DEFAULT now() NOT NULL,
	"received_position" bigint NOT NULL,
	"state" text DEFAULT 'waiting' NOT NULL,
	"correction" bigint,
	"document_position" bigint,
	"closed_by" integer,
	CONSTRAINT "stocktake_late_entries_stocktake_id_entry_key_is_void_pk" PRIMARY KEY("stocktake_id","entry_key","is_void"),
	CONSTRAINT "stocktake_late_entries_state" CHECK ("stocktake_late_entries"."state" in ('waiting', 'posting', 'posted', 'dismissed'))
);
--> statement-breakpoint
CREATE TABLE "stocktake_lines" (
	"stocktake_id" integer NOT NULL,
	"sku_id" integer NOT NULL,
	"state" text NOT NULL,
	"counted" bigint NOT NULL,
	"round" integer NOT NULL,
	"entries" integer NOT NULL,
	"from_position" bigint NOT NULL,
	"through_position" bigint NOT NULL,
	"book" bigint NOT NULL,
	"moved_in" bigint NOT NULL,
	"moved_out" bigint NOT NULL,
	"variance" bigint NOT NULL,
	CONSTRAINT "stocktake_lines_stocktake_id_sku_id_pk" PRIMARY KEY("stocktake_id","sku_id"),
	CONSTRAINT "stocktake_lines_state" CHECK ("stocktake_lines"."state" in ('fine', 'asked', 'chosen', 'left', 'uncounted'))
);
--> statement-breakpoint
CREATE TABLE "stocktake_photos" (
	"stocktake_id" integer NOT NULL,
	"number" integer NOT NULL,
	"barcode" text,
	"sku_id" integer,
	"account_id" integer NOT NULL,
	"taken_at" timestamp with time zone DEFAULT now() NOT NULL,
	"image" "bytea" NOT NULL,
	CONSTRAINT "stocktake_photos_stocktake_id_number_pk" PRIMARY KEY("stocktake_id","number")
);
--> statement-breakpoint
CREATE TABLE "stocktake_skus" (
	"stocktake_id" integer NOT NULL,
	"sku_id" integer NOT NULL,
	CONSTRAINT "stocktake_skus_stocktake_id_sku_id_pk" PRIMARY KEY("stocktake_id","sku_id")
);
--> statement-breakpoint
CREATE TABLE "stocktakes" (
	"id" integer PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "stocktakes_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 2147483647 START WITH 1 CACHE 1),
	"plan_key" uuid NOT NULL,
	"location_id" integer NOT NULL,
	"name" text NOT NULL,
	"scope" text NOT NULL,
	"is_blind" boolean NOT NULL,
	"zones" jsonb DEFAULT '[]'::jsonb NOT NULL,
	"account_ids" integer[],
	"total_limit" bigint,
	"line_limit" bigint,
	"state" text DEFAULT 'counting' NOT NULL,
	"created_by" integer NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	"started_position" bigint NOT NULL,
	"settled_position" bigint,
	"is_uncounted_zero" boolean,
	"lines_hash" text,
	"post_key" uuid,
	"committed_by" integer,
	"committed_session" text,
	"committed_at" timestamp with time zone,
	"document_position" bigint,
	"gain" bigint,
	"loss" bigint,
	"totals" jsonb,
	CONSTRAINT "stocktakes_plan_key_unique" UNIQUE("plan_key"),
	CONSTRAINT "stocktakes_post_key_unique" UNIQUE("post_key"),
	CONSTRAINT "stocktakes_state" CHECK ("stocktakes"."state" in ('counting', 'posting', 'committed', 'cancelled')),
	CONSTRAINT "stocktakes_settled" CHECK ("stocktakes"."state" in ('counting', 'cancelled') or ("stocktakes"."settled_position" is not null and "stocktakes"."is_uncounted_zero" is not null and "stocktakes"."post_key" is not null and "stocktakes"."committed_by" is not null))
);
--> statement-breakpoint
ALTER TABLE "stocktake_approvals" ADD CONSTRAINT "stocktake_approvals_stocktake_id_stocktakes_id_fk" FOREIGN KEY ("stocktake_id") REFERENCES "public"."stocktakes"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "stocktake_approvals" ADD CONSTRAINT "stocktake_approvals_account_id_accounts_id_fk" FOREIGN KEY ("account_id") REFERENCES "public"."accounts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "stocktake_choices" ADD CONSTRAINT "stocktake_choices_stocktake_id_stocktakes_id_fk" FOREIGN KEY ("stocktake_id") REFERENCES "public"."stocktakes"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "stocktake_choices" ADD CONSTRAINT "stocktake_choices_sku_id_skus_id_fk" FOREIGN KEY ("sku_id") REFERENCES "public"."skus"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "stocktake_choices" ADD CONSTRAINT "stocktake_choices_account_id_accounts_id_fk" FOREIGN KEY ("account_id") REFERENCES "public"."accounts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "stocktake_late_entries" ADD CONSTRAINT "stocktake_late_entries_stocktake_id_stocktakes_id_fk" FOREIGN KEY ("stocktake_id") REFERENCES "public"."stocktakes"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "stocktake_late_entries" ADD CONSTRAINT "stocktake_late_entries_account_id_accounts_id_fk" FOREIGN KEY ("account_id") REFERENCES "public"."accounts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "stocktake_late_entries" ADD CONSTRAINT "stocktake_late_entries_closed_by_accounts_id_fk" FOREIGN KEY ("closed_by") REFERENCES "public"."accounts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "stocktake_lines" ADD CONSTRAINT "stocktake_lines_stocktake_id_stocktakes_id_fk" FOREIGN KEY ("stocktake_id") REFERENCES "public"."stocktakes"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "stocktake_lines" ADD CONSTRAINT "stocktake_lines_sku_id_skus_id_fk" FOREIGN KEY ("sku_id") REFERENCES "public"."skus"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "stocktake_photos" ADD CONSTRAINT "stocktake_photos_stocktake_id_stocktakes_id_fk" FOREIGN KEY ("stocktake_id") REFERENCES "public"."stocktakes"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "stocktake_photos" ADD CONSTRAINT "stocktake_photos_sku_id_skus_id_fk" FOREIGN KEY ("sku_id") REFERENCES "public"."skus"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "stocktake_photos" ADD CONSTRAINT "stocktake_photos_account_id_accounts_id_fk" FOREIGN KEY ("account_id") REFERENCES "public"."accounts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "stocktake_skus" ADD CONSTRAINT "stocktake_skus_stocktake_id_stocktakes_id_fk" FOREIGN KEY ("stocktake_id") REFERENCES "public"."stocktakes"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "stocktake_skus" ADD CONSTRAINT "stocktake_skus_sku_id_skus_id_fk" FOREIGN KEY ("sku_id") REFERENCES "public"."skus"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "stocktakes" ADD CONSTRAINT "stocktakes_location_id_locations_id_fk" FOREIGN KEY ("location_id") REFERENCES "public"."locations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "stocktakes" ADD CONSTRAINT "stocktakes_created_by_accounts_id_fk" FOREIGN KEY ("created_by") REFERENCES "public"."accounts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "stocktakes" ADD CONSTRAINT "stocktakes_committed_by_accounts_id_fk" FOREIGN KEY ("committed_by") REFERENCES "public"."accounts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "stocktake_lines_sku" ON "stocktake_lines" USING btree ("sku_id");--> statement-breakpoint
CREATE INDEX "stocktakes_location" ON "stocktakes" USING btree ("location_id","state");--> statement-breakpoint
-- by hand
GRANT SELECT, INSERT ON stocktakes, stocktake_skus, stocktake_choices, stocktake_approvals, stocktake_lines, stocktake_late_entries, stocktake_photos TO tongpan_app;
--> statement-breakpoint
GRANT UPDATE ON stocktakes, stocktake_choices, stocktake_late_entries TO tongpan_app;
--> statement-breakpoint
GRANT DELETE ON stocktake_choices TO tongpan_app;
--> statement-breakpoint
-- A stocktake belongs to its location; what hangs on it is seen by who sees it (the sub-select is cut by the same policy).
DO $$
DECLARE
  cut text;
  reach constant text := $reach$((SELECT current_setting('app.locations', true)) = 'all'
    OR location_id IN (SELECT unnest(string_to_array(nullif(nullif(current_setting('app.locations', true), ''), 'all'), ',')::int[])))$reach$;
BEGIN
  ALTER TABLE stocktakes ENABLE ROW LEVEL SECURITY;
  ALTER TABLE stocktakes FORCE ROW LEVEL SECURITY;
  EXECUTE format('CREATE POLICY reach ON stocktakes USING (%s)', reach);
  FOREACH cut IN ARRAY ARRAY['stocktake_skus', 'stocktake_choices', 'stocktake_approvals', 'stocktake_lines', 'stocktake_late_entries', 'stocktake_photos'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', cut);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', cut);
    EXECUTE format('CREATE POLICY reach ON %I USING (stocktake_id IN (SELECT id FROM stocktakes))', cut);
  END LOOP;
END $$;
