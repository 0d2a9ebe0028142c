CREATE TABLE "barcode_rules" (
	"prefix" text NOT NULL,
	"digits" smallint NOT NULL,
	"item_digits" smallint NOT NULL,
	"amount_start" smallint,
	"amount_digits" smallint,
	"weight_start" smallint,
	"weight_digits" smallint
);
--> statement-breakpoint
CREATE TABLE "catalog_changes" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "catalog_changes_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"batch" uuid NOT NULL,
	"sku_id" integer NOT NULL,
	"at" timestamp with time zone DEFAULT now() NOT NULL,
	"account_id" integer,
	"session" text DEFAULT '' NOT NULL,
	"action" text NOT NULL,
	"changes" jsonb NOT NULL
);
--> statement-breakpoint
CREATE TABLE "products" (
	"id" integer PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "products_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 2147483647 START WITH 1 CACHE 1),
	"code" text NOT NULL,
	"name_zh" text NOT NULL,
	"name_en" text NOT NULL,
	CONSTRAINT "products_code_unique" UNIQUE("code")
);
--> statement-breakpoint
CREATE TABLE "saved_views" (
	"id" integer PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "saved_views_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 2147483647 START WITH 1 CACHE 1),
	"account_id" integer NOT NULL,
	"page" text NOT NULL,
	"name" text NOT NULL,
	"query" jsonb NOT NULL,
	"is_shared" boolean DEFAULT false NOT NULL,
	CONSTRAINT "saved_views_name" UNIQUE("account_id","page","name")
);
--> statement-breakpoint
CREATE TABLE "sku_aliases" (
	"location_id" integer,
	"alias" text NOT NULL,
	"sku_id" integer NOT NULL,
	CONSTRAINT "sku_aliases_alias" UNIQUE NULLS NOT DISTINCT("alias","location_id")
);
--> statement-breakpoint
CREATE TABLE "sku_packs" (
	"sku_id" integer NOT NULL,
	"name_zh" text NOT NULL,
	"name_en" text NOT NULL,
	"quantity" integer NOT NULL,
	CONSTRAINT "sku_packs_sku_id_name_zh_pk" PRIMARY KEY("sku_id","name_zh"),
	CONSTRAINT "sku_packs_quantity" CHECK ("sku_packs"."quantity" > 0)
);
--> statement-breakpoint
CREATE TABLE "sku_photos" (
	"sku_id" integer PRIMARY KEY NOT NULL,
	"small" "bytea" NOT NULL,
	"large" "bytea" NOT NULL,
	"hash" text NOT NULL
);
--> statement-breakpoint
CREATE TABLE "sku_search" (
	"sku_id" integer PRIMARY KEY NOT NULL,
	"text" text NOT NULL,
	"grams" integer[] NOT NULL
);
--> statement-breakpoint
CREATE TABLE "store_skus" (
	"location_id" integer NOT NULL,
	"sku_id" integer NOT NULL,
	"price" bigint,
	"minimum" bigint,
	"maximum" bigint,
	CONSTRAINT "store_skus_location_id_sku_id_pk" PRIMARY KEY("location_id","sku_id"),
	CONSTRAINT "store_skus_price" CHECK ("store_skus"."price" >= 0),
	CONSTRAINT "store_skus_limits" CHECK ("store_skus"."minimum" >= 0 and "store_skus"."maximum" >= "store_skus"."minimum")
);
--> statement-breakpoint
CREATE TABLE "suppliers" (
	"id" integer PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "suppliers_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 2147483647 START WITH 1 CACHE 1),
	"code" text NOT NULL,
	"name_zh" text NOT NULL,
	"name_en" text NOT NULL,
	"contact" text DEFAULT '' NOT NULL,
	"is_active" boolean DEFAULT true NOT NULL,
	CONSTRAINT "suppliers_code_unique" UNIQUE("code")
);
--> statement-breakpoint
CREATE TABLE "invites" (
	"id_hash" text PRIMARY KEY NOT NULL,
	"handle" text NOT NULL,
	"account_id" integer NOT NULL,
	"name" text NOT NULL,
	"role" text NOT NULL,
	"scope" jsonb NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"expires_at" timestamp with time zone NOT NULL,
	"used_by" integer,
	"revoked_at" timestamp with time zone,
	CONSTRAINT "invites_handle_unique" UNIQUE("handle")
);
--> statement-breakpoint
CREATE TABLE "import_jobs" (
	"id" uuid PRIMARY KEY NOT NULL,
	"account_id" integer NOT NULL,
	"file_name" text NOT NULL,
	"file_hash" text NOT NULL,
	"file" "bytea",
	"kind" text NOT NULL,
	"state" text NOT NULL,
	"plan" jsonb DEFAULT '{}'::jsonb NOT NULL,
	"counts" jsonb DEFAULT '{}'::jsonb NOT NULL,
	"effect" jsonb DEFAULT '{}'::jsonb NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "import_jobs_state" CHECK ("import_jobs"."state" in ('read', 'checked', 'running', 'done', 'failed', 'undone'))
);
--> statement-breakpoint
CREATE TABLE "document_photos" (
	"id" integer PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "document_photos_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 2147483647 START WITH 1 CACHE 1),
	"location_id" integer NOT NULL,
	"position" bigint NOT NULL,
	"account_id" integer NOT NULL,
	"at" timestamp with time zone DEFAULT now() NOT NULL,
	"image" "bytea" NOT NULL
);
--> statement-breakpoint
ALTER TABLE "stores" ADD COLUMN "ownership" text DEFAULT 'own' NOT NULL;--> statement-breakpoint
ALTER TABLE "stores" ADD COLUMN "tier" text DEFAULT 'store' NOT NULL;--> statement-breakpoint
ALTER TABLE "stores" ADD COLUMN "address" text DEFAULT '' NOT NULL;--> statement-breakpoint
ALTER TABLE "stores" ADD COLUMN "opening_hours" text DEFAULT '' NOT NULL;--> statement-breakpoint
ALTER TABLE "stores" ADD COLUMN "keep_back" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "stores" ADD COLUMN "is_active" boolean DEFAULT true NOT NULL;--> statement-breakpoint
ALTER TABLE "skus" ADD COLUMN "product_id" integer;--> statement-breakpoint
ALTER TABLE "skus" ADD COLUMN "color" text DEFAULT '' NOT NULL;--> statement-breakpoint
ALTER TABLE "skus" ADD COLUMN "size" text DEFAULT '' NOT NULL;--> statement-breakpoint
ALTER TABLE "skus" ADD COLUMN "brand" text DEFAULT '' NOT NULL;--> statement-breakpoint
ALTER TABLE "skus" ADD COLUMN "spec" text DEFAULT '' NOT NULL;--> statement-breakpoint
ALTER TABLE "skus" ADD COLUMN "supplier_id" integer;--> statement-breakpoint
ALTER TABLE "skus" ADD COLUMN "is_active" boolean DEFAULT true NOT NULL;--> statement-breakpoint
ALTER TABLE "skus" ADD COLUMN "merged_into_id" integer;--> statement-breakpoint
ALTER TABLE "skus" ADD COLUMN "revision" integer DEFAULT 1 NOT NULL;--> statement-breakpoint
ALTER TABLE "skus" ADD COLUMN "updated_at" timestamp with time zone DEFAULT now() NOT NULL;--> statement-breakpoint
ALTER TABLE "catalog_changes" ADD CONSTRAINT "catalog_changes_sku_id_skus_id_fk" FOREIGN KEY ("sku_id") REFERENCES "public"."skus"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "catalog_changes" ADD CONSTRAINT "catalog_changes_account_id_accounts_id_fk" FOREIGN KEY ("account_id") REFERENCES "public"."accounts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "saved_views" ADD CONSTRAINT "saved_views_account_id_accounts_id_fk" FOREIGN KEY ("account_id") REFERENCES "public"."accounts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "sku_aliases" ADD CONSTRAINT "sku_aliases_location_id_locations_id_fk" FOREIGN KEY ("location_id") REFERENCES "public"."locations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "sku_aliases" ADD CONSTRAINT "sku_aliases_sku_id_skus_id_fk" FOREIGN KEY ("sku_id") REFERENCES "public"."skus"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "sku_packs" ADD CONSTRAINT "sku_packs_sku_id_skus_id_fk" FOREIGN KEY ("sku_id") REFERENCES "public"."skus"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "sku_photos" ADD CONSTRAINT "sku_photos_sku_id_skus_id_fk" FOREIGN KEY ("sku_id") REFERENCES "public"."skus"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "sku_search" ADD CONSTRAINT "sku_search_sku_id_skus_id_fk" FOREIGN KEY ("sku_id") REFERENCES "public"."skus"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "store_skus" ADD CONSTRAINT "store_skus_location_id_locations_id_fk" FOREIGN KEY ("location_id") REFERENCES "public"."locations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "store_skus" ADD CONSTRAINT "store_skus_sku_id_skus_id_fk" FOREIGN KEY ("sku_id") REFERENCES "public"."skus"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "invites" ADD CONSTRAINT "invites_account_id_accounts_id_fk" FOREIGN KEY ("account_id") REFERENCES "public"."accounts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "invites" ADD CONSTRAINT "invites_used_by_accounts_id_fk" FOREIGN KEY ("used_by") REFERENCES "public"."accounts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "import_jobs" ADD CONSTRAINT "import_jobs_account_id_accounts_id_fk" FOREIGN KEY ("account_id") REFERENCES "public"."accounts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "document_photos" ADD CONSTRAINT "document_photos_account_id_accounts_id_fk" FOREIGN KEY ("account_id") REFERENCES "public"."accounts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "document_photos" ADD CONSTRAINT "document_photos_document" FOREIGN KEY ("location_id","position") REFERENCES "public"."documents"("location_id","position") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "catalog_changes_sku" ON "catalog_changes" USING btree ("sku_id","id");--> statement-breakpoint
CREATE INDEX "catalog_changes_batch" ON "catalog_changes" USING btree ("batch");--> statement-breakpoint
CREATE INDEX "sku_aliases_sku" ON "sku_aliases" USING btree ("sku_id");--> statement-breakpoint
CREATE INDEX "sku_search_grams" ON "sku_search" USING gin ("grams");--> statement-breakpoint
CREATE INDEX "store_skus_sku" ON "store_skus" USING btree ("sku_id");--> statement-breakpoint
CREATE INDEX "import_jobs_account" ON "import_jobs" USING btree ("account_id","created_at");--> statement-breakpoint
CREATE INDEX "document_photos_document" ON "document_photos" USING btree ("location_id","position");--> statement-breakpoint
ALTER TABLE "skus" ADD CONSTRAINT "skus_product_id_products_id_fk" FOREIGN KEY ("product_id") REFERENCES "public"."products"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "skus" ADD CONSTRAINT "skus_supplier_id_suppliers_id_fk" FOREIGN KEY ("supplier_id") REFERENCES "public"."suppliers"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "skus" ADD CONSTRAINT "skus_merged_into_id_skus_id_fk" FOREIGN KEY ("merged_into_id") REFERENCES "public"."skus"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "skus_supplier" ON "skus" USING btree ("supplier_id");--> statement-breakpoint
CREATE INDEX "skus_product" ON "skus" USING btree ("product_id");--> statement-breakpoint
ALTER TABLE "stores" ADD CONSTRAINT "stores_ownership" CHECK ("stores"."ownership" in ('own', 'franchise'));--> statement-breakpoint
ALTER TABLE "stores" ADD CONSTRAINT "stores_tier" CHECK ("stores"."tier" in ('hq', 'regional', 'store'));--> statement-breakpoint
ALTER TABLE "stores" ADD CONSTRAINT "stores_keep_back" CHECK ("stores"."keep_back" >= 0);--> statement-breakpoint
ALTER TABLE "skus" ADD CONSTRAINT "skus_not_itself" CHECK ("skus"."merged_into_id" <> "skus"."id");--> statement-breakpoint
-- by hand
GRANT SELECT, INSERT ON suppliers, products, sku_packs, store_skus, sku_aliases, sku_search, sku_photos, barcode_rules, catalog_changes, saved_views,
  import_jobs, invites, document_photos TO tongpan_app;
--> statement-breakpoint
GRANT UPDATE ON suppliers, products, store_skus, sku_aliases, sku_search, sku_photos, saved_views, import_jobs, invites, barcodes TO tongpan_app;
--> statement-breakpoint
GRANT DELETE ON sku_packs, store_skus, sku_aliases, sku_photos, barcode_rules, saved_views, import_jobs, categories TO tongpan_app;
--> statement-breakpoint
-- Scales print 2 + 6 digits of goods' number, 5 of money and, on long labels, 5 of grams.
INSERT INTO barcode_rules (prefix, digits, item_digits, amount_start, amount_digits, weight_start, weight_digits)
VALUES ('2', 13, 7, 7, 5, NULL, NULL), ('2', 18, 7, 7, 5, 12, 5);
--> statement-breakpoint
DO $$
DECLARE
  cut text;
  reach constant text := $reach$((SELECT current_setting('app.locations', true)) = 'all'
    OR location_id IN (SELECT unnest(string_to_array(nullif(nullif(current_setting('app.locations', true), ''), 'all'), ',')::int[])))$reach$;
BEGIN
  FOREACH cut IN ARRAY ARRAY['store_skus', 'sku_aliases', 'document_photos'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', cut);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', cut);
    EXECUTE format('CREATE POLICY reach ON %I USING (%s)', cut,
      CASE cut WHEN 'sku_aliases' THEN 'location_id IS NULL OR ' || reach ELSE reach END);
  END LOOP;
END $$;
