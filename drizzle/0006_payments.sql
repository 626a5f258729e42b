CREATE TABLE `charges` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`appointment_id` integer NOT NULL,
	`due_minor` integer NOT NULL,
	`currency` text NOT NULL,
	`extended_at` integer,
	`created_at` integer NOT NULL,
	FOREIGN KEY (`appointment_id`) REFERENCES `appointments`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `charges_appointment_id_unique` ON `charges` (`appointment_id`);--> statement-breakpoint
CREATE TABLE `ledger` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`charge_id` integer,
	`kind` text NOT NULL,
	`amount_minor` integer NOT NULL,
	`currency` text NOT NULL,
	`provider` text NOT NULL,
	`transaction_id` text NOT NULL,
	`at` integer NOT NULL,
	FOREIGN KEY (`charge_id`) REFERENCES `charges`(`id`) ON UPDATE no action ON DELETE no action,
	CONSTRAINT "ledger_positive" CHECK("ledger"."amount_minor" > 0)
);
--> statement-breakpoint
CREATE UNIQUE INDEX `ledger_transaction` ON `ledger` (`provider`,`transaction_id`);--> statement-breakpoint
CREATE INDEX `ledger_charge` ON `ledger` (`charge_id`);--> statement-breakpoint
CREATE TABLE `payment_events` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`provider` text NOT NULL,
	`path` text NOT NULL,
	`key` blob NOT NULL,
	`body` blob NOT NULL,
	`at` integer NOT NULL,
	`done_at` integer
);
--> statement-breakpoint
CREATE UNIQUE INDEX `payment_events_key_unique` ON `payment_events` (`key`);--> statement-breakpoint
CREATE INDEX `payment_events_open` ON `payment_events` (`id`) WHERE done_at is null;--> statement-breakpoint
CREATE INDEX `payment_events_at` ON `payment_events` (`at`);--> statement-breakpoint
CREATE TABLE `payments` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`charge_id` integer,
	`provider` text NOT NULL,
	`state` text NOT NULL,
	`amount_minor` integer NOT NULL,
	`currency` text NOT NULL,
	`provider_id` text,
	`query_id` text,
	`reason` text,
	`todo` text,
	`todo_at` integer DEFAULT 0 NOT NULL,
	`attempt` integer DEFAULT 0 NOT NULL,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL,
	FOREIGN KEY (`charge_id`) REFERENCES `charges`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `payments_provider` ON `payments` (`provider`,`provider_id`) WHERE provider_id is not null;--> statement-breakpoint
CREATE INDEX `payments_query` ON `payments` (`query_id`) WHERE query_id is not null;--> statement-breakpoint
CREATE INDEX `payments_charge` ON `payments` (`charge_id`);--> statement-breakpoint
CREATE INDEX `payments_todo` ON `payments` (`todo_at`) WHERE todo is not null;--> statement-breakpoint
CREATE TABLE `vouchers` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`hash` blob NOT NULL,
	`amount_minor` integer NOT NULL,
	`currency` text NOT NULL,
	`created_at` integer NOT NULL,
	`charge_id` integer,
	`used_at` integer,
	FOREIGN KEY (`charge_id`) REFERENCES `charges`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `vouchers_hash_unique` ON `vouchers` (`hash`);--> statement-breakpoint
ALTER TABLE `locations` ADD `pay_ways` text DEFAULT '[]' NOT NULL;--> statement-breakpoint
ALTER TABLE `schedules` ADD `pay` text DEFAULT 'clinic' NOT NULL;--> statement-breakpoint
CREATE INDEX `appointments_unpaid` ON `appointments` (`hold_ends_at`) WHERE state = 'pending_payment';