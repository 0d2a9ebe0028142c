CREATE TABLE "account_regions" (
	"account_id" integer NOT NULL,
	"region_id" integer NOT NULL,
	CONSTRAINT "account_regions_account_id_region_id_pk" PRIMARY KEY("account_id","region_id")
);
--> statement-breakpoint
CREATE TABLE "account_stores" (
	"account_id" integer NOT NULL,
	"store_id" integer NOT NULL,
	CONSTRAINT "account_stores_account_id_store_id_pk" PRIMARY KEY("account_id","store_id")
);
--> statement-breakpoint
CREATE TABLE "accounts" (
	"id" integer PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "accounts_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 2147483647 START WITH 1 CACHE 1),
	"login" text NOT NULL,
	"name_zh" text NOT NULL,
	"name_en" text NOT NULL,
	"password_hash" text,
	"role" text NOT NULL,
	"scope_kind" text NOT NULL,
	"is_disabled" boolean DEFAULT false NOT NULL,
	"language" text DEFAULT 'zh-CN' NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "accounts_login_unique" UNIQUE("login"),
	CONSTRAINT "accounts_role" CHECK ("accounts"."role" in ('hq', 'regional_manager', 'store_manager', 'clerk', 'warehouse_keeper', 'finance')),
	CONSTRAINT "accounts_scope" CHECK ("accounts"."scope_kind" in ('all', 'regions', 'stores'))
);
--> statement-breakpoint
CREATE TABLE "audit_entries" (
	"id" integer PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "audit_entries_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 2147483647 START WITH 1 CACHE 1),
	"at" timestamp with time zone DEFAULT now() NOT NULL,
	"account_id" integer,
	"session" text,
	"action" text NOT NULL,
	"subject" text DEFAULT '' NOT NULL,
	"detail" jsonb DEFAULT '{}'::jsonb NOT NULL
);
--> statement-breakpoint
CREATE TABLE "kiosks" (
	"id_hash" text PRIMARY KEY NOT NULL,
	"handle" text NOT NULL,
	"account_id" integer NOT NULL,
	"name" text NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"expires_at" timestamp with time zone NOT NULL,
	"revoked_at" timestamp with time zone,
	CONSTRAINT "kiosks_handle_unique" UNIQUE("handle")
);
--> statement-breakpoint
CREATE TABLE "rate_limits" (
	"key" text PRIMARY KEY NOT NULL,
	"points" integer NOT NULL,
	"expires_at" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "sessions" (
	"id_hash" text PRIMARY KEY NOT NULL,
	"handle" text NOT NULL,
	"account_id" integer NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"last_seen_at" timestamp with time zone DEFAULT now() NOT NULL,
	"expires_at" timestamp with time zone NOT NULL,
	"device" text DEFAULT '' NOT NULL,
	CONSTRAINT "sessions_handle_unique" UNIQUE("handle")
);
--> statement-breakpoint
CREATE TABLE "company_settings" (
	"id" smallint PRIMARY KEY DEFAULT 1 NOT NULL,
	"name_zh" text NOT NULL,
	"name_en" text NOT NULL,
	"currency" text DEFAULT 'CNY' NOT NULL,
	"time_zone" text DEFAULT 'Asia/Shanghai' NOT NULL,
	"closed_through" integer,
	CONSTRAINT "company_settings_one_row" CHECK ("company_settings"."id" = 1)
);
--> statement-breakpoint
CREATE TABLE "locations" (
	"id" integer PRIMARY KEY NOT NULL,
	"kind" text NOT NULL,
	"store_id" integer,
	CONSTRAINT "locations_store_kind" UNIQUE("store_id","kind"),
	CONSTRAINT "locations_kind" CHECK (("locations"."kind" in ('shelf', 'transit') and "locations"."store_id" is not null and "locations"."id" >= 1001)
       or ("locations"."kind" in ('supplier', 'customer', 'loss', 'count', 'opening', 'variance') and "locations"."store_id" is null and "locations"."id" < 1001))
);
--> statement-breakpoint
CREATE TABLE "regions" (
	"id" integer PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "regions_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 2147483647 START WITH 1 CACHE 1),
	"parent_id" integer,
	"code" text NOT NULL,
	"name_zh" text NOT NULL,
	"name_en" text NOT NULL,
	CONSTRAINT "regions_code_unique" UNIQUE("code")
);
--> statement-breakpoint
CREATE TABLE "stores" (
	"id" integer PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "stores_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 2147483647 START WITH 1 CACHE 1),
	"code" text NOT NULL,
	"name_zh" text NOT NULL,
	"name_en" text NOT NULL,
	"kind" text NOT NULL,
	"region_id" integer NOT NULL,
	"time_zone" text DEFAULT 'Asia/Shanghai' NOT NULL,
	"day_cut_minutes" smallint DEFAULT 0 NOT NULL,
	"negative_policy" text DEFAULT 'flag' NOT NULL,
	CONSTRAINT "stores_code_unique" UNIQUE("code"),
	CONSTRAINT "stores_kind" CHECK ("stores"."kind" in ('store', 'warehouse')),
	CONSTRAINT "stores_negative_policy" CHECK ("stores"."negative_policy" in ('refuse', 'flag')),
	CONSTRAINT "stores_day_cut" CHECK ("stores"."day_cut_minutes" between 0 and 1439)
);
--> statement-breakpoint
CREATE TABLE "barcodes" (
	"barcode" text NOT NULL,
	"sku_id" integer NOT NULL,
	"quantity" integer DEFAULT 1 NOT NULL
);
--> statement-breakpoint
CREATE TABLE "categories" (
	"id" integer PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "categories_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 2147483647 START WITH 1 CACHE 1),
	"parent_id" integer,
	"code" text NOT NULL,
	"name_zh" text NOT NULL,
	"name_en" text NOT NULL,
	CONSTRAINT "categories_code_unique" UNIQUE("code")
);
--> statement-breakpoint
CREATE TABLE "skus" (
	"id" integer PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "skus_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 2147483647 START WITH 1 CACHE 1),
	"code" text NOT NULL,
	"name_zh" text NOT NULL,
	"name_en" text NOT NULL,
	"category_id" integer,
	"unit_zh" text DEFAULT '件' NOT NULL,
	"unit_en" text DEFAULT 'pc' NOT NULL,
	"pack_quantity" integer DEFAULT 1 NOT NULL,
	"price" bigint DEFAULT 0 NOT NULL,
	"cost" bigint DEFAULT 0 NOT NULL,
	"tax_basis_points" integer DEFAULT 1300 NOT NULL,
	CONSTRAINT "skus_code_unique" UNIQUE("code"),
	CONSTRAINT "skus_pack" CHECK ("skus"."pack_quantity" > 0),
	CONSTRAINT "skus_money" CHECK ("skus"."price" >= 0 and "skus"."cost" >= 0)
);
--> statement-breakpoint
CREATE TABLE "documents" (
	"command_key" uuid PRIMARY KEY NOT NULL,
	"input_hash" uuid NOT NULL,
	"kind" text NOT NULL,
	"location_id" integer NOT NULL,
	"position" bigint,
	"counter_location_id" integer,
	"counter_position" bigint,
	"of_location_id" integer,
	"of_position" bigint,
	"cause" text,
	"account_id" integer NOT NULL,
	"session" text NOT NULL,
	"device_at" timestamp with time zone,
	"recorded_at" timestamp with time zone DEFAULT now() NOT NULL,
	"occurred_at" timestamp with time zone NOT NULL,
	"effective_at" timestamp with time zone NOT NULL,
	"business_day" integer NOT NULL,
	"hour" smallint NOT NULL,
	"answer" jsonb,
	CONSTRAINT "documents_position" UNIQUE("location_id","position"),
	CONSTRAINT "documents_kind" CHECK ("documents"."kind" in ('opening', 'receipt', 'sale', 'return', 'adjustment', 'write_off', 'move', 'dispatch', 'receive', 'reserve', 'release', 'reorder_point', 'reversal')),
	CONSTRAINT "documents_answered" CHECK ("documents"."position" > 0 or ("documents"."position" is null and "documents"."answer" is not null)),
	CONSTRAINT "documents_hour" CHECK ("documents"."hour" between 0 and 23)
);
--> statement-breakpoint
CREATE TABLE "levels" (
	"location_id" integer NOT NULL,
	"sku_id" integer NOT NULL,
	"on_hand" bigint NOT NULL,
	"reserved" bigint NOT NULL,
	"value" bigint NOT NULL,
	"cost_value" bigint NOT NULL,
	"cost_quantity" bigint NOT NULL,
	"reorder_point" bigint,
	"is_negative_allowed" boolean NOT NULL,
	"position" bigint NOT NULL,
	CONSTRAINT "levels_location_id_sku_id_pk" PRIMARY KEY("location_id","sku_id"),
	CONSTRAINT "levels_not_negative" CHECK ("levels"."on_hand" >= 0 or "levels"."is_negative_allowed"),
	CONSTRAINT "levels_reserved" CHECK ("levels"."reserved" >= 0),
	CONSTRAINT "levels_nothing_is_worth_nothing" CHECK ("levels"."on_hand" <> 0 or "levels"."value" = 0)
);
--> statement-breakpoint
CREATE TABLE "location_heads" (
	"location_id" integer PRIMARY KEY NOT NULL,
	"position" bigint DEFAULT 0 NOT NULL,
	"effective_at" timestamp with time zone DEFAULT '-infinity' NOT NULL
);
--> statement-breakpoint
CREATE TABLE "movements" (
	"location_id" integer NOT NULL,
	"position" bigint NOT NULL,
	"line" smallint NOT NULL,
	"sku_id" integer NOT NULL,
	"source_id" integer NOT NULL,
	"target_id" integer NOT NULL,
	"quantity" bigint NOT NULL,
	"value" bigint NOT NULL,
	"amount" bigint NOT NULL,
	"of_line" smallint,
	"on_hand_after" bigint NOT NULL,
	"value_after" bigint NOT NULL,
	"counter_location_id" integer,
	"counter_position" bigint,
	"counter_on_hand_after" bigint,
	"counter_value_after" bigint,
	CONSTRAINT "movements_location_id_position_line_pk" PRIMARY KEY("location_id","position","line"),
	CONSTRAINT "movements_quantity" CHECK ("movements"."quantity" >= 0),
	CONSTRAINT "movements_elsewhere" CHECK ("movements"."source_id" <> "movements"."target_id")
);
--> statement-breakpoint
CREATE TABLE "negative_stretches" (
	"location_id" integer NOT NULL,
	"sku_id" integer NOT NULL,
	"opened_position" bigint NOT NULL,
	"closed_position" bigint,
	CONSTRAINT "negative_stretches_location_id_sku_id_opened_position_pk" PRIMARY KEY("location_id","sku_id","opened_position")
);
--> statement-breakpoint
CREATE TABLE "reorder_points" (
	"location_id" integer NOT NULL,
	"sku_id" integer NOT NULL,
	"position" bigint NOT NULL,
	"reorder_point" bigint,
	CONSTRAINT "reorder_points_location_id_sku_id_position_pk" PRIMARY KEY("location_id","sku_id","position"),
	CONSTRAINT "reorder_points_sign" CHECK ("reorder_points"."reorder_point" >= 0)
);
--> statement-breakpoint
CREATE TABLE "reservations" (
	"location_id" integer NOT NULL,
	"position" bigint NOT NULL,
	"line" smallint NOT NULL,
	"sku_id" integer NOT NULL,
	"quantity" bigint NOT NULL,
	CONSTRAINT "reservations_location_id_position_line_pk" PRIMARY KEY("location_id","position","line"),
	CONSTRAINT "reservations_something" CHECK ("reservations"."quantity" <> 0)
);
--> statement-breakpoint
CREATE TABLE "sales_hours" (
	"location_id" integer NOT NULL,
	"business_day" integer NOT NULL,
	"hour" smallint NOT NULL,
	"sku_id" integer NOT NULL,
	"quantity" bigint NOT NULL,
	"amount" bigint NOT NULL,
	"cost" bigint NOT NULL,
	CONSTRAINT "sales_hours_location_id_business_day_hour_sku_id_pk" PRIMARY KEY("location_id","business_day","hour","sku_id")
);
--> statement-breakpoint
CREATE TABLE "seals" (
	"location_id" integer NOT NULL,
	"through_position" bigint NOT NULL,
	"from_position" bigint NOT NULL,
	"hash" text NOT NULL,
	"sealed_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "seals_location_id_through_position_pk" PRIMARY KEY("location_id","through_position")
);
--> statement-breakpoint
CREATE TABLE "store_hours" (
	"location_id" integer NOT NULL,
	"business_day" integer NOT NULL,
	"hour" smallint NOT NULL,
	"receipts" bigint NOT NULL,
	"quantity" bigint NOT NULL,
	"amount" bigint NOT NULL,
	"cost" bigint NOT NULL,
	CONSTRAINT "store_hours_location_id_business_day_hour_pk" PRIMARY KEY("location_id","business_day","hour")
);
--> statement-breakpoint
CREATE TABLE "alerts" (
	"id" integer PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "alerts_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 2147483647 START WITH 1 CACHE 1),
	"kind" text NOT NULL,
	"location_id" integer NOT NULL,
	"sku_id" integer NOT NULL,
	"opened_position" bigint NOT NULL,
	"opened_at" timestamp with time zone NOT NULL,
	"facts" jsonb DEFAULT '{}'::jsonb NOT NULL,
	"taken_by" integer,
	"taken_at" timestamp with time zone,
	"closed_at" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "demo_state" (
	"id" integer PRIMARY KEY DEFAULT 1 NOT NULL,
	"seed" integer NOT NULL,
	"anchor_at" timestamp with time zone NOT NULL,
	"real_anchor_at" timestamp with time zone NOT NULL,
	"speed" integer NOT NULL,
	"made_through" timestamp with time zone NOT NULL,
	"detail" jsonb DEFAULT '{}'::jsonb NOT NULL
);
--> statement-breakpoint
CREATE TABLE "tile_checkpoints" (
	"location_id" integer NOT NULL,
	"position" bigint NOT NULL,
	"effective_at" timestamp with time zone NOT NULL,
	"tile" jsonb NOT NULL,
	CONSTRAINT "tile_checkpoints_location_id_position_pk" PRIMARY KEY("location_id","position")
);
--> statement-breakpoint
ALTER TABLE "account_regions" ADD CONSTRAINT "account_regions_account_id_accounts_id_fk" FOREIGN KEY ("account_id") REFERENCES "public"."accounts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "account_regions" ADD CONSTRAINT "account_regions_region_id_regions_id_fk" FOREIGN KEY ("region_id") REFERENCES "public"."regions"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "account_stores" ADD CONSTRAINT "account_stores_account_id_accounts_id_fk" FOREIGN KEY ("account_id") REFERENCES "public"."accounts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "account_stores" ADD CONSTRAINT "account_stores_store_id_stores_id_fk" FOREIGN KEY ("store_id") REFERENCES "public"."stores"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "kiosks" ADD CONSTRAINT "kiosks_account_id_accounts_id_fk" FOREIGN KEY ("account_id") REFERENCES "public"."accounts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "sessions" ADD CONSTRAINT "sessions_account_id_accounts_id_fk" FOREIGN KEY ("account_id") REFERENCES "public"."accounts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "locations" ADD CONSTRAINT "locations_store_id_stores_id_fk" FOREIGN KEY ("store_id") REFERENCES "public"."stores"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "regions" ADD CONSTRAINT "regions_parent_id_regions_id_fk" FOREIGN KEY ("parent_id") REFERENCES "public"."regions"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "stores" ADD CONSTRAINT "stores_region_id_regions_id_fk" FOREIGN KEY ("region_id") REFERENCES "public"."regions"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "barcodes" ADD CONSTRAINT "barcodes_sku_id_skus_id_fk" FOREIGN KEY ("sku_id") REFERENCES "public"."skus"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "categories" ADD CONSTRAINT "categories_parent_id_categories_id_fk" FOREIGN KEY ("parent_id") REFERENCES "public"."categories"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "skus" ADD CONSTRAINT "skus_category_id_categories_id_fk" FOREIGN KEY ("category_id") REFERENCES "public"."categories"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "documents" ADD CONSTRAINT "documents_location_id_locations_id_fk" FOREIGN KEY ("location_id") REFERENCES "public"."locations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "documents" ADD CONSTRAINT "documents_account_id_accounts_id_fk" FOREIGN KEY ("account_id") REFERENCES "public"."accounts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "levels" ADD CONSTRAINT "levels_location_id_location_heads_location_id_fk" FOREIGN KEY ("location_id") REFERENCES "public"."location_heads"("location_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "levels" ADD CONSTRAINT "levels_sku_id_skus_id_fk" FOREIGN KEY ("sku_id") REFERENCES "public"."skus"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "location_heads" ADD CONSTRAINT "location_heads_location_id_locations_id_fk" FOREIGN KEY ("location_id") REFERENCES "public"."locations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "movements" ADD CONSTRAINT "movements_sku_id_skus_id_fk" FOREIGN KEY ("sku_id") REFERENCES "public"."skus"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "movements" ADD CONSTRAINT "movements_document" FOREIGN KEY ("location_id","position") REFERENCES "public"."documents"("location_id","position") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "negative_stretches" ADD CONSTRAINT "negative_stretches_sku_id_skus_id_fk" FOREIGN KEY ("sku_id") REFERENCES "public"."skus"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "reorder_points" ADD CONSTRAINT "reorder_points_sku_id_skus_id_fk" FOREIGN KEY ("sku_id") REFERENCES "public"."skus"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "reorder_points" ADD CONSTRAINT "reorder_points_document" FOREIGN KEY ("location_id","position") REFERENCES "public"."documents"("location_id","position") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "reservations" ADD CONSTRAINT "reservations_sku_id_skus_id_fk" FOREIGN KEY ("sku_id") REFERENCES "public"."skus"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "reservations" ADD CONSTRAINT "reservations_document" FOREIGN KEY ("location_id","position") REFERENCES "public"."documents"("location_id","position") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "alerts" ADD CONSTRAINT "alerts_taken_by_accounts_id_fk" FOREIGN KEY ("taken_by") REFERENCES "public"."accounts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "audit_entries_at" ON "audit_entries" USING btree ("at");--> statement-breakpoint
CREATE INDEX "sessions_account" ON "sessions" USING btree ("account_id");--> statement-breakpoint
CREATE INDEX "barcodes_barcode" ON "barcodes" USING btree ("barcode");--> statement-breakpoint
CREATE INDEX "barcodes_sku" ON "barcodes" USING btree ("sku_id");--> statement-breakpoint
CREATE INDEX "skus_category" ON "skus" USING btree ("category_id");--> statement-breakpoint
CREATE UNIQUE INDEX "documents_counter_position" ON "documents" USING btree ("counter_location_id","counter_position") WHERE counter_position is not null;--> statement-breakpoint
CREATE UNIQUE INDEX "documents_undone_once" ON "documents" USING btree ("of_location_id","of_position") WHERE kind in ('reversal', 'release') and position is not null;--> statement-breakpoint
CREATE INDEX "documents_of" ON "documents" USING btree ("of_location_id","of_position") WHERE of_position is not null;--> statement-breakpoint
CREATE INDEX "levels_sku" ON "levels" USING btree ("sku_id");--> statement-breakpoint
CREATE INDEX "movements_history" ON "movements" USING btree ("location_id","sku_id","position");--> statement-breakpoint
CREATE INDEX "movements_counter_history" ON "movements" USING btree ("counter_location_id","sku_id","counter_position") WHERE counter_location_id is not null;--> statement-breakpoint
CREATE INDEX "sales_hours_sku" ON "sales_hours" USING btree ("sku_id","business_day");--> statement-breakpoint
CREATE INDEX "alerts_open" ON "alerts" USING btree ("location_id","closed_at");