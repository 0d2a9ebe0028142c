ALTER TABLE "levels" ADD COLUMN "sold_hour" integer;--> statement-breakpoint
ALTER TABLE "levels" ADD COLUMN "sold_quantity" bigint;--> statement-breakpoint
ALTER TABLE "levels" ADD COLUMN "sold_amount" bigint;--> statement-breakpoint
ALTER TABLE "levels" ADD COLUMN "sold_cost" bigint;--> statement-breakpoint
-- by hand
-- Sales by hour as they stand: the rollup's rows, and what the last hour of each level sold. A key may be in both; whoever asks sums.
-- What never sold has a row without day and hour: a condition in here would have Postgres read all levels for whatever is asked.
-- Rows are cut by `reach` as everywhere: it holds the owner of the views too, and asks for whom the session is. The policy on blind
-- counts is about what lies on a shelf; it is the app's alone, so that a clerk who counts sees no fewer sales.
CREATE VIEW last_hours AS
  SELECT location_id, sku_id, sold_hour, sold_quantity AS quantity, sold_amount AS amount, sold_cost AS cost
  FROM levels;
--> statement-breakpoint
CREATE VIEW hourly_sales AS
  SELECT location_id, business_day, hour, sku_id, quantity, amount, cost FROM sales_hours
  UNION ALL
  SELECT location_id, floor(sold_hour / 24::float8)::integer, (sold_hour - 24 * floor(sold_hour / 24::float8)::integer)::smallint, sku_id,
    quantity, amount, cost
  FROM last_hours;
--> statement-breakpoint
GRANT SELECT ON last_hours, hourly_sales TO tongpan_app;
--> statement-breakpoint
ALTER POLICY blind ON levels TO tongpan_app;
