DROP INDEX "sales_hours_sku";--> statement-breakpoint
CREATE INDEX "sales_hours_sku" ON "sales_hours" USING btree ("location_id","sku_id","business_day");