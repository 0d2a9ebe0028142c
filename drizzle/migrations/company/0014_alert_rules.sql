CREATE TABLE "alert_marks" (
	"location_id" integer PRIMARY KEY NOT NULL,
	"position" bigint NOT NULL,
	"business_day" integer NOT NULL,
	"rules" text NOT NULL
);
--> statement-breakpoint
CREATE TABLE "alert_messages" (
	"id" integer PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "alert_messages_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 2147483647 START WITH 1 CACHE 1),
	"rule_id" integer NOT NULL,
	"account_id" integer,
	"webhook_id" integer,
	"content" jsonb NOT NULL,
	"made_at" timestamp with time zone DEFAULT now() NOT NULL,
	"tries" smallint DEFAULT 0 NOT NULL,
	"next_at" timestamp with time zone DEFAULT now() NOT NULL,
	"ended_at" timestamp with time zone,
	"told" smallint DEFAULT 0 NOT NULL,
	CONSTRAINT "alert_messages_one" CHECK (("alert_messages"."account_id" is null) <> ("alert_messages"."webhook_id" is null))
);
--> statement-breakpoint
CREATE TABLE "push_devices" (
	"id" integer PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "push_devices_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 2147483647 START WITH 1 CACHE 1),
	"account_id" integer NOT NULL,
	"session" text NOT NULL,
	"name" text DEFAULT '' NOT NULL,
	"endpoint" text NOT NULL,
	"public_key" text NOT NULL,
	"secret" text NOT NULL,
	"renewed_at" timestamp with time zone DEFAULT now() NOT NULL,
	"told_at" timestamp with time zone,
	"failures" smallint DEFAULT 0 NOT NULL
);
--> statement-breakpoint
CREATE TABLE "push_keys" (
	"id" smallint PRIMARY KEY DEFAULT 1 NOT NULL,
	"public_key" text NOT NULL,
	"private_key" text NOT NULL,
	CONSTRAINT "push_keys_one_row" CHECK ("push_keys"."id" = 1)
);
--> statement-breakpoint
CREATE TABLE "alert_goods" (
	"alert_id" integer NOT NULL,
	"sku_id" integer NOT NULL,
	"location_id" integer NOT NULL,
	"measure" integer NOT NULL,
	"on_hand" bigint NOT NULL,
	"since_at" timestamp with time zone NOT NULL,
	"is_told" boolean DEFAULT false NOT NULL,
	CONSTRAINT "alert_goods_alert_id_sku_id_pk" PRIMARY KEY("alert_id","sku_id")
);
--> statement-breakpoint
CREATE TABLE "alert_rules" (
	"id" integer PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "alert_rules_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 2147483647 START WITH 1 CACHE 1),
	"name" text NOT NULL,
	"kind" text NOT NULL,
	"amount" bigint,
	"region_ids" integer[] NOT NULL,
	"store_ids" integer[] NOT NULL,
	"category_ids" integer[] NOT NULL,
	"told_roles" text[] NOT NULL,
	"told_accounts" integer[] NOT NULL,
	"told_webhooks" integer[] NOT NULL,
	"is_active" boolean DEFAULT true NOT NULL,
	"account_id" integer NOT NULL,
	"revision" integer DEFAULT 1 NOT NULL,
	"changed_at" timestamp with time zone DEFAULT now() NOT NULL,
	"told_at" timestamp with time zone,
	"retired_at" timestamp with time zone,
	CONSTRAINT "alert_rules_kind" CHECK ("alert_rules"."kind" in ('short', 'over', 'none', 'negative', 'stalled', 'running_out')),
	CONSTRAINT "alert_rules_amount" CHECK ("alert_rules"."amount" >= 0)
);
--> statement-breakpoint
ALTER TABLE "alerts" ADD COLUMN "rule_id" integer;--> statement-breakpoint
ALTER TABLE "alerts" ADD COLUMN "goods" integer DEFAULT 1 NOT NULL;--> statement-breakpoint
ALTER TABLE "alerts" ADD COLUMN "settled_by" integer;--> statement-breakpoint
ALTER TABLE "alerts" ADD COLUMN "settled_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "alerts" ADD COLUMN "note" text;--> statement-breakpoint
ALTER TABLE "alert_messages" ADD CONSTRAINT "alert_messages_account_id_accounts_id_fk" FOREIGN KEY ("account_id") REFERENCES "public"."accounts"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "alert_messages" ADD CONSTRAINT "alert_messages_webhook_id_webhooks_id_fk" FOREIGN KEY ("webhook_id") REFERENCES "public"."webhooks"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "push_devices" ADD CONSTRAINT "push_devices_account_id_accounts_id_fk" FOREIGN KEY ("account_id") REFERENCES "public"."accounts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "alert_goods" ADD CONSTRAINT "alert_goods_alert_id_alerts_id_fk" FOREIGN KEY ("alert_id") REFERENCES "public"."alerts"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "alert_rules" ADD CONSTRAINT "alert_rules_account_id_accounts_id_fk" FOREIGN KEY ("account_id") REFERENCES "public"."accounts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "alert_messages_due" ON "alert_messages" USING btree ("next_at") WHERE ended_at is null;--> statement-breakpoint
CREATE INDEX "alert_messages_account" ON "alert_messages" USING btree ("account_id","id");--> statement-breakpoint
CREATE UNIQUE INDEX "push_devices_endpoint" ON "push_devices" USING btree ("endpoint");--> statement-breakpoint
CREATE INDEX "push_devices_account" ON "push_devices" USING btree ("account_id");--> statement-breakpoint
CREATE INDEX "push_devices_session" ON "push_devices" USING btree ("session");--> statement-breakpoint
CREATE INDEX "alert_goods_untold" ON "alert_goods" USING btree ("alert_id") WHERE not is_told;--> statement-breakpoint
ALTER TABLE "alerts" ADD CONSTRAINT "alerts_rule_id_alert_rules_id_fk" FOREIGN KEY ("rule_id") REFERENCES "public"."alert_rules"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "alerts" ADD CONSTRAINT "alerts_settled_by_accounts_id_fk" FOREIGN KEY ("settled_by") REFERENCES "public"."accounts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "alerts_over" ON "alerts" USING btree ("closed_at");--> statement-breakpoint
CREATE UNIQUE INDEX "alerts_one_of_rule" ON "alerts" USING btree ("rule_id","location_id") WHERE closed_at is null;--> statement-breakpoint
-- by hand
GRANT SELECT, INSERT, UPDATE ON alert_rules, alert_goods, alert_marks, alert_messages, push_devices TO tongpan_app;
--> statement-breakpoint
GRANT SELECT, INSERT ON push_keys TO tongpan_app;
--> statement-breakpoint
GRANT DELETE ON alert_goods, alert_messages, push_devices TO tongpan_app;
--> statement-breakpoint
DO $$
DECLARE
  cut text;
  reach constant text := $reach$((SELECT current_setting('app.locations', true)) = 'all'
    OR location_id IN (SELECT unnest(string_to_array(nullif(nullif(current_setting('app.locations', true), ''), 'all'), ',')::int[])))$reach$;
BEGIN
  FOREACH cut IN ARRAY ARRAY['alert_goods', 'alert_marks'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', cut);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', cut);
    EXECUTE format('CREATE POLICY reach ON %I USING (%s)', cut, reach);
  END LOOP;
END $$;
