-- Seeds the edge of the company (domain/store/location.ts), packs hot tables, and draws the rights of the app's role.
-- The app never owns a table: rows are cut by row-level security, and what is written once can't be changed by it.
INSERT INTO locations (id, kind) VALUES (1, 'supplier'), (2, 'customer'), (3, 'loss'), (4, 'count'), (5, 'opening'), (6, 'variance');
--> statement-breakpoint
ALTER TABLE levels SET (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.02);
--> statement-breakpoint
ALTER TABLE sales_hours SET (fillfactor = 80);
--> statement-breakpoint
ALTER TABLE store_hours SET (fillfactor = 50, autovacuum_vacuum_scale_factor = 0.02);
--> statement-breakpoint
ALTER TABLE location_heads SET (fillfactor = 20, autovacuum_vacuum_scale_factor = 0.02);
--> statement-breakpoint
GRANT SELECT ON ALL TABLES IN SCHEMA public TO tongpan_app;
--> statement-breakpoint
GRANT INSERT ON documents, movements, levels, reservations, reorder_points, negative_stretches, sales_hours, store_hours, location_heads, seals,
  audit_entries, sessions, kiosks, rate_limits, accounts, account_regions, account_stores, tile_checkpoints, alerts, demo_state,
  regions, stores, locations, categories, skus, barcodes, company_settings TO tongpan_app;
--> statement-breakpoint
GRANT UPDATE ON levels, negative_stretches, sales_hours, store_hours, location_heads, sessions, kiosks, rate_limits, accounts, alerts, demo_state,
  regions, stores, categories, skus, company_settings TO tongpan_app;
--> statement-breakpoint
GRANT DELETE ON sessions, rate_limits, account_regions, account_stores, barcodes, tile_checkpoints TO tongpan_app;
--> statement-breakpoint
DO $$
DECLARE
  cut text;
  reach constant text := $reach$((SELECT current_setting('app.locations', true)) = 'all'
    OR %s IN (SELECT unnest(string_to_array(nullif(nullif(current_setting('app.locations', true), ''), 'all'), ',')::int[])))$reach$;
BEGIN
  FOREACH cut IN ARRAY ARRAY['levels', 'reservations', 'reorder_points', 'negative_stretches', 'sales_hours', 'store_hours', 'tile_checkpoints', 'alerts', 'seals', 'location_heads'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', cut);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', cut);
    EXECUTE format('CREATE POLICY reach ON %I USING (%s)', cut, format(reach, 'location_id'));
  END LOOP;
  FOREACH cut IN ARRAY ARRAY['documents', 'movements'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', cut);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', cut);
    EXECUTE format('CREATE POLICY reach ON %I USING (%s OR %s)', cut, format(reach, 'location_id'), format(reach, 'counter_location_id'));
  END LOOP;
END $$;
