CREATE TABLE "cost_layers" (
	"location_id" integer NOT NULL,
	"sku_id" integer NOT NULL,
	"position" bigint NOT NULL,
	"line" smallint NOT NULL,
	"quantity" bigint NOT NULL,
	"value" bigint NOT NULL,
	"quantity_left" bigint NOT NULL,
	"value_left" bigint NOT NULL,
	CONSTRAINT "cost_layers_location_id_sku_id_position_line_pk" PRIMARY KEY("location_id","sku_id","position","line"),
	CONSTRAINT "cost_layers_left" CHECK ("cost_layers"."quantity_left" between 0 and "cost_layers"."quantity"),
	CONSTRAINT "cost_layers_value_left" CHECK ("cost_layers"."value_left" between 0 and "cost_layers"."value"),
	CONSTRAINT "cost_layers_nothing_is_worth_nothing" CHECK ("cost_layers"."quantity" > 0 and ("cost_layers"."quantity_left" > 0 or "cost_layers"."value_left" = 0))
);
--> statement-breakpoint
CREATE TABLE "costing_changes" (
	"location_id" integer NOT NULL,
	"position" bigint NOT NULL,
	"change" smallint NOT NULL,
	"was" text NOT NULL,
	"costing" text NOT NULL,
	"at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "costing_changes_location_id_change_pk" PRIMARY KEY("location_id","change"),
	CONSTRAINT "costing_changes_costing" CHECK ("costing_changes"."was" <> "costing_changes"."costing" and "costing_changes"."was" in ('moving_average', 'fifo') and "costing_changes"."costing" in ('moving_average', 'fifo'))
);
--> statement-breakpoint
CREATE TABLE "layer_draws" (
	"location_id" integer NOT NULL,
	"sku_id" integer NOT NULL,
	"layer_position" bigint NOT NULL,
	"layer_line" smallint NOT NULL,
	"position" bigint NOT NULL,
	"line" smallint NOT NULL,
	"quantity" bigint NOT NULL,
	"value" bigint NOT NULL,
	CONSTRAINT "layer_draws_pk" PRIMARY KEY("location_id","sku_id","layer_position","layer_line","position","line"),
	CONSTRAINT "layer_draws_something" CHECK ("layer_draws"."quantity" > 0 and "layer_draws"."value" >= 0)
);
--> statement-breakpoint
ALTER TABLE "company_settings" ADD COLUMN "costing" text DEFAULT 'moving_average' NOT NULL;--> statement-breakpoint
ALTER TABLE "cost_layers" ADD CONSTRAINT "cost_layers_location_id_location_heads_location_id_fk" FOREIGN KEY ("location_id") REFERENCES "public"."location_heads"("location_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "cost_layers" ADD CONSTRAINT "cost_layers_sku_id_skus_id_fk" FOREIGN KEY ("sku_id") REFERENCES "public"."skus"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "costing_changes" ADD CONSTRAINT "costing_changes_location_id_location_heads_location_id_fk" FOREIGN KEY ("location_id") REFERENCES "public"."location_heads"("location_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "layer_draws" ADD CONSTRAINT "layer_draws_layer" FOREIGN KEY ("location_id","sku_id","layer_position","layer_line") REFERENCES "public"."cost_layers"("location_id","sku_id","position","line") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "cost_layers_open" ON "cost_layers" USING btree ("location_id","sku_id","position","line") WHERE quantity_left > 0;--> statement-breakpoint
CREATE INDEX "layer_draws_line" ON "layer_draws" USING btree ("location_id","position","line");--> statement-breakpoint
ALTER TABLE "company_settings" ADD CONSTRAINT "company_settings_costing" CHECK ("company_settings"."costing" in ('moving_average', 'fifo'));--> statement-breakpoint
-- by hand
ALTER TABLE cost_layers SET (fillfactor = 80);
--> statement-breakpoint
GRANT SELECT, INSERT ON cost_layers, layer_draws, costing_changes TO tongpan_app;
--> statement-breakpoint
GRANT UPDATE ON cost_layers TO tongpan_app;
--> statement-breakpoint
DO $$
DECLARE
  cut text;
  reach constant text := $reach$((SELECT current_setting('app.locations', true)) = 'all'
    OR location_id IN (SELECT unnest(string_to_array(nullif(nullif(current_setting('app.locations', true), ''), 'all'), ',')::int[])))$reach$;
BEGIN
  FOREACH cut IN ARRAY ARRAY['cost_layers', 'layer_draws', 'costing_changes'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', cut);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', cut);
    EXECUTE format('CREATE POLICY reach ON %I USING (%s)', cut, reach);
  END LOOP;
END $$;
