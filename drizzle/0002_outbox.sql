CREATE TABLE `outlets` (
	`kind` text NOT NULL,
	`sender` text NOT NULL,
	`free_at` integer DEFAULT 0 NOT NULL,
	`paused_until` integer DEFAULT 0 NOT NULL,
	`reason` text,
	PRIMARY KEY(`kind`, `sender`)
);
--> statement-breakpoint
ALTER TABLE `messages` ADD `timer_id` integer;--> statement-breakpoint
ALTER TABLE `messages` ADD `again_of` integer;--> statement-breakpoint
ALTER TABLE `messages` ADD `kind` text DEFAULT 'text' NOT NULL;--> statement-breakpoint
ALTER TABLE `messages` ADD `sender` text DEFAULT '' NOT NULL;--> statement-breakpoint
ALTER TABLE `messages` ADD `content` text;--> statement-breakpoint
ALTER TABLE `messages` ADD `priority` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE `messages` ADD `order_at` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE `messages` ADD `due_at` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE `messages` ADD `useless_at` integer;--> statement-breakpoint
ALTER TABLE `messages` ADD `not_before` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE `messages` ADD `lease_until` integer;--> statement-breakpoint
ALTER TABLE `messages` ADD `attempt` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE `messages` ADD `claimed_at` integer;--> statement-breakpoint
ALTER TABLE `messages` ADD `body_hash` blob;--> statement-breakpoint
ALTER TABLE `messages` ADD `language` text;--> statement-breakpoint
ALTER TABLE `messages` ADD `cost_micros` integer;--> statement-breakpoint
ALTER TABLE `messages` ADD `sequence` integer;--> statement-breakpoint
ALTER TABLE `messages` ADD `reason` text;--> statement-breakpoint
CREATE INDEX `messages_created` ON `messages` (`created_at`);--> statement-breakpoint
CREATE INDEX `messages_waiting` ON `messages` (`kind`,`sender`,`priority`,`order_at`) WHERE state = 'queued';--> statement-breakpoint
CREATE INDEX `messages_leased` ON `messages` (`lease_until`) WHERE state = 'sending';--> statement-breakpoint
CREATE INDEX `messages_inline` ON `messages` (`due_at`) WHERE state = 'inline' and content is not null;--> statement-breakpoint
CREATE INDEX `messages_spent` ON `messages` (`claimed_at`,`cost_micros`) WHERE cost_micros is not null;--> statement-breakpoint
CREATE UNIQUE INDEX `messages_again` ON `messages` (`again_of`) WHERE again_of is not null;--> statement-breakpoint
CREATE INDEX `messages_callbacks` ON `messages` (`created_at`,`contact_id`) WHERE purpose = 'callback';--> statement-breakpoint
CREATE UNIQUE INDEX `messages_callback` ON `messages` (`contact_id`) WHERE purpose = 'callback' and state in ('queued','sending');--> statement-breakpoint
ALTER TABLE `timers` ADD `message_id` integer;