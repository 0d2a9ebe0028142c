CREATE TABLE "webhook_cursors" (
	"webhook_id" integer NOT NULL,
	"location_id" integer NOT NULL,
	"position" bigint NOT NULL,
	CONSTRAINT "webhook_cursors_webhook_id_location_id_pk" PRIMARY KEY("webhook_id","location_id")
);
--> statement-breakpoint
CREATE TABLE "webhooks" (
	"id" integer PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "webhooks_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 2147483647 START WITH 1 CACHE 1),
	"account_id" integer NOT NULL,
	"name" text NOT NULL,
	"kind" text NOT NULL,
	"url" text NOT NULL,
	"secret" text NOT NULL,
	"hidden_columns" text[] NOT NULL,
	"is_active" boolean DEFAULT true NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"failures" integer DEFAULT 0 NOT NULL,
	"next_at" timestamp with time zone DEFAULT now() NOT NULL,
	"last_at" timestamp with time zone,
	"last_status" integer,
	"last_error" text,
	"sent" bigint DEFAULT 0 NOT NULL,
	"alert_id" integer DEFAULT 0 NOT NULL
);
--> statement-breakpoint
CREATE TABLE "api_keys" (
	"id_hash" text PRIMARY KEY NOT NULL,
	"handle" text NOT NULL,
	"account_id" integer NOT NULL,
	"name" text NOT NULL,
	"may_write" boolean NOT NULL,
	"hidden_columns" text[] NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"expires_at" timestamp with time zone NOT NULL,
	"last_used_at" timestamp with time zone,
	"revoked_at" timestamp with time zone,
	CONSTRAINT "api_keys_handle_unique" UNIQUE("handle")
);
--> statement-breakpoint
ALTER TABLE "webhook_cursors" ADD CONSTRAINT "webhook_cursors_webhook_id_webhooks_id_fk" FOREIGN KEY ("webhook_id") REFERENCES "public"."webhooks"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "webhooks" ADD CONSTRAINT "webhooks_account_id_accounts_id_fk" FOREIGN KEY ("account_id") REFERENCES "public"."accounts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "api_keys" ADD CONSTRAINT "api_keys_account_id_accounts_id_fk" FOREIGN KEY ("account_id") REFERENCES "public"."accounts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "webhook_cursors_location" ON "webhook_cursors" USING btree ("location_id");--> statement-breakpoint
CREATE INDEX "api_keys_account" ON "api_keys" USING btree ("account_id");
--> statement-breakpoint
-- by hand
GRANT SELECT, INSERT, UPDATE ON api_keys, webhooks, webhook_cursors TO tongpan_app;
--> statement-breakpoint
GRANT DELETE ON webhooks, webhook_cursors TO tongpan_app;
--> statement-breakpoint
DO $$
DECLARE
  reach constant text := $reach$((SELECT current_setting('app.locations', true)) = 'all'
    OR location_id IN (SELECT unnest(string_to_array(nullif(nullif(current_setting('app.locations', true), ''), 'all'), ',')::int[])))$reach$;
BEGIN
  ALTER TABLE webhook_cursors ENABLE ROW LEVEL SECURITY;
  ALTER TABLE webhook_cursors FORCE ROW LEVEL SECURITY;
  EXECUTE format('CREATE POLICY reach ON webhook_cursors USING (%s)', reach);
END $$;
