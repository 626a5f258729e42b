CREATE TABLE `api_keys` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`label` text NOT NULL,
	`role` text NOT NULL,
	`location_ids` text,
	`hash` blob NOT NULL,
	`rate_per_minute` integer NOT NULL,
	`created_at` integer NOT NULL,
	`expires_at` integer,
	`revoked_at` integer
);
--> statement-breakpoint
CREATE TABLE `idempotent_answers` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`key` blob NOT NULL,
	`fingerprint` blob NOT NULL,
	`at` integer NOT NULL,
	`answer` text DEFAULT '' NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `idempotent_answers_key_unique` ON `idempotent_answers` (`key`);--> statement-breakpoint
CREATE TABLE `stream_tickets` (
	`hash` blob PRIMARY KEY NOT NULL,
	`key_id` integer NOT NULL,
	`ends_at` integer NOT NULL,
	FOREIGN KEY (`key_id`) REFERENCES `api_keys`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `stream_tickets_end` ON `stream_tickets` (`ends_at`);--> statement-breakpoint
CREATE TABLE `slot_events` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`slot_id` integer NOT NULL,
	`practitioner_id` integer NOT NULL,
	`location_id` integer NOT NULL,
	`start_at` integer NOT NULL,
	`end_at` integer NOT NULL,
	`free` integer NOT NULL
);
--> statement-breakpoint
ALTER TABLE `appointments` ADD `key_id` integer REFERENCES api_keys(id);--> statement-breakpoint
ALTER TABLE `appointments` ADD `reason` text;--> statement-breakpoint
CREATE INDEX `appointments_key_hold` ON `appointments` (`key_id`,`hold_ends_at`) WHERE state = 'held';--> statement-breakpoint
-- Whoever watches slots is told of every change of what is free, whoever made it: turns, REST, import, the sweeper.
create trigger slot_events_insert after insert on slots when new.closed = 0 begin
  insert into slot_events (slot_id, practitioner_id, location_id, start_at, end_at, free)
  values (new.id, new.practitioner_id, new.location_id, new.start_at, new.end_at, new.capacity - new.taken);
end;
--> statement-breakpoint
create trigger slot_events_update after update of taken, capacity, closed, end_at on slots
when iif(old.closed, 0, old.capacity - old.taken) <> iif(new.closed, 0, new.capacity - new.taken) or old.end_at <> new.end_at
begin
  insert into slot_events (slot_id, practitioner_id, location_id, start_at, end_at, free)
  values (new.id, new.practitioner_id, new.location_id, new.start_at, new.end_at,
    iif(new.closed, 0, new.capacity - new.taken));
end;
--> statement-breakpoint
create trigger slot_events_delete after delete on slots when old.closed = 0 begin
  insert into slot_events (slot_id, practitioner_id, location_id, start_at, end_at, free)
  values (old.id, old.practitioner_id, old.location_id, old.start_at, old.end_at, 0);
end;
