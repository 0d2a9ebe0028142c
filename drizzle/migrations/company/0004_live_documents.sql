CREATE TABLE "live_documents" (
	"id" integer PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "live_documents_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 2147483647 START WITH 1 CACHE 1),
	"kind" text NOT NULL,
	"name" text NOT NULL,
	"state" text DEFAULT 'open' NOT NULL,
	"epoch" integer DEFAULT 0 NOT NULL,
	"node" text,
	"leased_until" timestamp with time zone,
	"frozen_sequence" bigint,
	"quarantine" jsonb,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "live_documents_name" UNIQUE("kind","name"),
	CONSTRAINT "live_documents_state" CHECK ("live_documents"."state" in ('open', 'frozen'))
);
--> statement-breakpoint
CREATE TABLE "live_snapshots" (
	"document_id" integer NOT NULL,
	"sequence" bigint NOT NULL,
	"data" "bytea" NOT NULL,
	"sha256" text NOT NULL,
	"owners" jsonb NOT NULL,
	"at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "live_snapshots_document_id_sequence_pk" PRIMARY KEY("document_id","sequence")
);
--> statement-breakpoint
CREATE TABLE "live_updates" (
	"document_id" integer NOT NULL,
	"sequence" bigint NOT NULL,
	"account_id" integer,
	"session" text NOT NULL,
	"at" timestamp with time zone DEFAULT now() NOT NULL,
	"crc" bigint NOT NULL,
	"data" "bytea" NOT NULL,
	CONSTRAINT "live_updates_document_id_sequence_pk" PRIMARY KEY("document_id","sequence")
);

--> statement-breakpoint
-- by hand
GRANT SELECT, INSERT, UPDATE ON live_documents TO tongpan_app;
--> statement-breakpoint
GRANT SELECT, INSERT, DELETE ON live_updates, live_snapshots TO tongpan_app;
--> statement-breakpoint
-- Held by the leases' renewal and locked by every append: room for new versions on the same page.
ALTER TABLE live_documents SET (fillfactor = 50, autovacuum_vacuum_scale_factor = 0.02);
--> statement-breakpoint
-- A document's rows are the server's own business: whoever asks as a person sees none of them.
DO $$
DECLARE cut text;
BEGIN
  FOREACH cut IN ARRAY ARRAY['live_documents', 'live_updates', 'live_snapshots'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', cut);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', cut);
    EXECUTE format('CREATE POLICY reach ON %I USING ((SELECT current_setting(''app.locations'', true)) = ''all'')', cut);
  END LOOP;
END $$;
