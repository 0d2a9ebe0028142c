CREATE TABLE "companies" (
	"slug" text PRIMARY KEY NOT NULL,
	"name_zh" text NOT NULL,
	"name_en" text NOT NULL,
	"database_url" text NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL
);
