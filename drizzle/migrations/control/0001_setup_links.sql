CREATE TABLE "setup_links" (
	"id_hash" text PRIMARY KEY NOT NULL,
	"made_by" text NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"expires_at" timestamp with time zone NOT NULL,
	"used_for" text
);
