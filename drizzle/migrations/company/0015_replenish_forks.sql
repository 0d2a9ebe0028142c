CREATE TABLE "replenish_fork_cells" (
	"fork_id" integer NOT NULL,
	"location_id" integer NOT NULL,
	"sku_id" integer NOT NULL,
	"on_hand" bigint NOT NULL,
	"reserved" bigint NOT NULL,
	"in_transit" bigint NOT NULL,
	"base" bigint,
	"per_day_milli" integer,
	"take" real[] DEFAULT '{}' NOT NULL,
	"give" real[] DEFAULT '{}' NOT NULL,
	CONSTRAINT "replenish_fork_cells_fork_id_location_id_sku_id_pk" PRIMARY KEY("fork_id","location_id","sku_id")
);
--> statement-breakpoint
CREATE TABLE "replenish_fork_drafts" (
	"fork_id" integer NOT NULL,
	"source_id" integer NOT NULL,
	"target_id" integer NOT NULL,
	"lines" jsonb NOT NULL,
	"suggestion_ids" integer[] NOT NULL,
	"transfer_id" integer,
	CONSTRAINT "replenish_fork_drafts_fork_id_source_id_target_id_pk" PRIMARY KEY("fork_id","source_id","target_id"),
	CONSTRAINT "replenish_fork_drafts_elsewhere" CHECK ("replenish_fork_drafts"."source_id" <> "replenish_fork_drafts"."target_id")
);
--> statement-breakpoint
CREATE TABLE "replenish_forks" (
	"id" integer PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "replenish_forks_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 2147483647 START WITH 1 CACHE 1),
	"key" uuid NOT NULL,
	"name" text NOT NULL,
	"region_id" integer,
	"category_id" integer,
	"location_ids" integer[] NOT NULL,
	"positions" bigint[] NOT NULL,
	"sku_ids" integer[] NOT NULL,
	"doc_cost" bigint NOT NULL,
	"unit_cost" bigint NOT NULL,
	"is_reckoned" boolean DEFAULT false NOT NULL,
	"state" text DEFAULT 'open' NOT NULL,
	"made_by" integer NOT NULL,
	"made_at" timestamp with time zone NOT NULL,
	"ended_by" integer,
	"ended_session" text,
	"ended_at" timestamp with time zone,
	CONSTRAINT "replenish_forks_key_unique" UNIQUE("key"),
	CONSTRAINT "replenish_forks_state" CHECK ("replenish_forks"."state" in ('open', 'drafting', 'drafted', 'discarded')),
	CONSTRAINT "replenish_forks_places" CHECK (cardinality("replenish_forks"."location_ids") = cardinality("replenish_forks"."positions") and cardinality("replenish_forks"."location_ids") between 2 and 60 and cardinality("replenish_forks"."sku_ids") between 1 and 60),
	CONSTRAINT "replenish_forks_ended" CHECK (("replenish_forks"."state" = 'open') = ("replenish_forks"."ended_by" is null))
);
--> statement-breakpoint
ALTER TABLE "replenish_fork_cells" ADD CONSTRAINT "replenish_fork_cells_fork_id_replenish_forks_id_fk" FOREIGN KEY ("fork_id") REFERENCES "public"."replenish_forks"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "replenish_fork_cells" ADD CONSTRAINT "replenish_fork_cells_location_id_locations_id_fk" FOREIGN KEY ("location_id") REFERENCES "public"."locations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "replenish_fork_cells" ADD CONSTRAINT "replenish_fork_cells_sku_id_skus_id_fk" FOREIGN KEY ("sku_id") REFERENCES "public"."skus"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "replenish_fork_drafts" ADD CONSTRAINT "replenish_fork_drafts_fork_id_replenish_forks_id_fk" FOREIGN KEY ("fork_id") REFERENCES "public"."replenish_forks"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "replenish_fork_drafts" ADD CONSTRAINT "replenish_fork_drafts_source_id_locations_id_fk" FOREIGN KEY ("source_id") REFERENCES "public"."locations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "replenish_fork_drafts" ADD CONSTRAINT "replenish_fork_drafts_target_id_locations_id_fk" FOREIGN KEY ("target_id") REFERENCES "public"."locations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "replenish_fork_drafts" ADD CONSTRAINT "replenish_fork_drafts_transfer_id_transfers_id_fk" FOREIGN KEY ("transfer_id") REFERENCES "public"."transfers"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "replenish_forks" ADD CONSTRAINT "replenish_forks_region_id_regions_id_fk" FOREIGN KEY ("region_id") REFERENCES "public"."regions"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "replenish_forks" ADD CONSTRAINT "replenish_forks_category_id_categories_id_fk" FOREIGN KEY ("category_id") REFERENCES "public"."categories"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "replenish_forks" ADD CONSTRAINT "replenish_forks_made_by_accounts_id_fk" FOREIGN KEY ("made_by") REFERENCES "public"."accounts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "replenish_forks" ADD CONSTRAINT "replenish_forks_ended_by_accounts_id_fk" FOREIGN KEY ("ended_by") REFERENCES "public"."accounts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "replenish_forks_state" ON "replenish_forks" USING btree ("state","id");--> statement-breakpoint
-- by hand
-- A fork is there for who reaches every store in it [FK-1]; what is kept beside it says no more than it does.
GRANT SELECT, INSERT ON replenish_forks, replenish_fork_cells, replenish_fork_drafts TO tongpan_app;
--> statement-breakpoint
GRANT UPDATE (is_reckoned, state, ended_by, ended_session, ended_at) ON replenish_forks TO tongpan_app;
--> statement-breakpoint
GRANT UPDATE (base, per_day_milli, take, give) ON replenish_fork_cells TO tongpan_app;
--> statement-breakpoint
GRANT UPDATE (transfer_id) ON replenish_fork_drafts TO tongpan_app;
--> statement-breakpoint
DO $$
DECLARE
  reach constant text := $reach$((SELECT current_setting('app.locations', true)) = 'all'
    OR %s <@ (SELECT string_to_array(nullif(nullif(current_setting('app.locations', true), ''), 'all'), ',')::int[]))$reach$;
BEGIN
  ALTER TABLE replenish_forks ENABLE ROW LEVEL SECURITY;
  ALTER TABLE replenish_forks FORCE ROW LEVEL SECURITY;
  EXECUTE format('CREATE POLICY reach ON replenish_forks USING (%s)', format(reach, 'location_ids'));
  ALTER TABLE replenish_fork_cells ENABLE ROW LEVEL SECURITY;
  ALTER TABLE replenish_fork_cells FORCE ROW LEVEL SECURITY;
  EXECUTE format('CREATE POLICY reach ON replenish_fork_cells USING (%s)', format(reach, 'ARRAY[location_id]'));
  ALTER TABLE replenish_fork_drafts ENABLE ROW LEVEL SECURITY;
  ALTER TABLE replenish_fork_drafts FORCE ROW LEVEL SECURITY;
  EXECUTE format('CREATE POLICY reach ON replenish_fork_drafts USING (%s)', format(reach, 'ARRAY[source_id, target_id]'));
END $$;
