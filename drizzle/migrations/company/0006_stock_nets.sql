ALTER TABLE "documents" DROP CONSTRAINT "documents_location_id_locations_id_fk";
--> statement-breakpoint
ALTER TABLE "documents" DROP CONSTRAINT "documents_account_id_accounts_id_fk";
--> statement-breakpoint
ALTER TABLE "movements" DROP CONSTRAINT "movements_sku_id_skus_id_fk";
--> statement-breakpoint
ALTER TABLE "movements" DROP CONSTRAINT "movements_document";
--> statement-breakpoint
-- by hand
-- A foreign key asks once a row, which is a quarter of what a posting costs Postgres. These nets ask once a statement,
-- over all its rows: as tight for what comes in. What they point at is never deleted: the app has no right to.
CREATE FUNCTION documents_known() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  unknown integer;
BEGIN
  SELECT w.id INTO unknown FROM (SELECT DISTINCT location_id AS id FROM written) w
    WHERE (SELECT l.id FROM locations l WHERE l.id = w.id) IS NULL LIMIT 1;
  IF FOUND THEN
    RAISE foreign_key_violation USING MESSAGE = format('a document names location %s, which is not there', unknown);
  END IF;
  SELECT w.id INTO unknown FROM (SELECT DISTINCT account_id AS id FROM written) w
    WHERE (SELECT a.id FROM accounts a WHERE a.id = w.id) IS NULL LIMIT 1;
  IF FOUND THEN
    RAISE foreign_key_violation USING MESSAGE = format('a document names account %s, which is not there', unknown);
  END IF;
  RETURN NULL;
END $$;
--> statement-breakpoint
CREATE TRIGGER documents_known AFTER INSERT ON documents REFERENCING NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION documents_known();
--> statement-breakpoint
CREATE FUNCTION movements_known() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  unknown integer;
  unknown_document record;
BEGIN
  SELECT w.id INTO unknown FROM (SELECT DISTINCT sku_id AS id FROM written) w
    WHERE (SELECT s.id FROM skus s WHERE s.id = w.id) IS NULL LIMIT 1;
  IF FOUND THEN
    RAISE foreign_key_violation USING MESSAGE = format('a movement names SKU %s, which is not there', unknown);
  END IF;
  SELECT w.id INTO unknown FROM (SELECT source_id AS id FROM written UNION SELECT target_id FROM written) w
    WHERE (SELECT l.id FROM locations l WHERE l.id = w.id) IS NULL LIMIT 1;
  IF FOUND THEN
    RAISE foreign_key_violation USING MESSAGE = format('a movement names location %s, which is not there', unknown);
  END IF;
  SELECT w.location_id, w.position INTO unknown_document FROM (SELECT DISTINCT location_id, position FROM written) w
    WHERE (SELECT d.location_id FROM documents d WHERE d.location_id = w.location_id AND d.position = w.position) IS NULL LIMIT 1;
  IF FOUND THEN
    RAISE foreign_key_violation USING MESSAGE = format('a movement names document %s-%s, which is not there', unknown_document.location_id, unknown_document.position);
  END IF;
  RETURN NULL;
END $$;
--> statement-breakpoint
CREATE TRIGGER movements_known AFTER INSERT ON movements REFERENCING NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION movements_known();
