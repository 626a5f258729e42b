CREATE TABLE `import_rows` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`batch` text NOT NULL,
	`kind` text NOT NULL,
	`slug` text NOT NULL,
	`row` text NOT NULL
);
--> statement-breakpoint
CREATE INDEX `import_rows_batch` ON `import_rows` (`batch`,`kind`,`slug`);--> statement-breakpoint
CREATE TABLE `consents` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`contact_id` integer NOT NULL,
	`patient_id` integer,
	`purpose` text NOT NULL,
	`granted` integer NOT NULL,
	`wording` text NOT NULL,
	`channel` text NOT NULL,
	`at` integer NOT NULL,
	FOREIGN KEY (`contact_id`) REFERENCES `contacts`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`patient_id`) REFERENCES `patients`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `consents_contact` ON `consents` (`contact_id`,`purpose`);--> statement-breakpoint
CREATE TABLE `contacts` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`phone` text NOT NULL,
	`language` text,
	`language_chosen` integer DEFAULT false NOT NULL,
	`location_id` integer,
	`silent_until` integer DEFAULT 0 NOT NULL,
	`blocked_at` integer,
	`created_at` integer NOT NULL,
	FOREIGN KEY (`location_id`) REFERENCES `locations`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `contacts_phone_unique` ON `contacts` (`phone`);--> statement-breakpoint
CREATE TABLE `links` (
	`contact_id` integer NOT NULL,
	`patient_id` integer NOT NULL,
	`rank` integer DEFAULT 1 NOT NULL,
	`via` text DEFAULT 'text' NOT NULL,
	`privacy` text DEFAULT 'neutral' NOT NULL,
	`asleep_at` integer,
	`created_at` integer NOT NULL,
	PRIMARY KEY(`contact_id`, `patient_id`),
	FOREIGN KEY (`contact_id`) REFERENCES `contacts`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`patient_id`) REFERENCES `patients`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `links_patient` ON `links` (`patient_id`);--> statement-breakpoint
CREATE TABLE `patients` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`code` text NOT NULL,
	`name` text,
	`nickname` text,
	`year_of_birth` integer,
	`location_id` integer,
	`lat` real,
	`lon` real,
	`created_at` integer NOT NULL,
	FOREIGN KEY (`location_id`) REFERENCES `locations`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `patients_code_unique` ON `patients` (`code`);--> statement-breakpoint
CREATE TABLE `locations` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`slug` text NOT NULL,
	`names` text NOT NULL,
	`public_names` text NOT NULL,
	`zone` text NOT NULL,
	`country` text NOT NULL,
	`lat` real NOT NULL,
	`lon` real NOT NULL,
	`staff_phone` text,
	`gateway_number` text,
	`languages` text NOT NULL,
	`emergency_number` text NOT NULL,
	`min_notice_minutes` integer DEFAULT 120 NOT NULL,
	`horizon_days` integer DEFAULT 30 NOT NULL,
	`hold_text_minutes` integer DEFAULT 10 NOT NULL,
	`quiet_from` text DEFAULT '20:00' NOT NULL,
	`quiet_to` text DEFAULT '08:00' NOT NULL,
	`active` integer DEFAULT true NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `locations_slug_unique` ON `locations` (`slug`);--> statement-breakpoint
CREATE TABLE `practitioners` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`slug` text NOT NULL,
	`names` text NOT NULL,
	`specialties` text NOT NULL,
	`languages` text NOT NULL,
	`gender` text NOT NULL,
	`fee_minor` integer DEFAULT 0 NOT NULL,
	`fee_currency` text,
	`active` integer DEFAULT true NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `practitioners_slug_unique` ON `practitioners` (`slug`);--> statement-breakpoint
CREATE TABLE `schedule_exceptions` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`schedule_id` integer NOT NULL,
	`day` text NOT NULL,
	`kind` text NOT NULL,
	`from_time` text,
	`to_time` text,
	FOREIGN KEY (`schedule_id`) REFERENCES `schedules`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `exceptions_day` ON `schedule_exceptions` (`schedule_id`,`day`,`kind`,`from_time`);--> statement-breakpoint
CREATE TABLE `schedules` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`slug` text NOT NULL,
	`practitioner_id` integer NOT NULL,
	`location_id` integer NOT NULL,
	`weekly` text NOT NULL,
	`slot_minutes` integer NOT NULL,
	`capacity` integer DEFAULT 1 NOT NULL,
	`valid_from` text,
	`valid_to` text,
	`materialised_to` text,
	`active` integer DEFAULT true NOT NULL,
	FOREIGN KEY (`practitioner_id`) REFERENCES `practitioners`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`location_id`) REFERENCES `locations`(`id`) ON UPDATE no action ON DELETE no action,
	CONSTRAINT "capacity_positive" CHECK("schedules"."capacity" > 0)
);
--> statement-breakpoint
CREATE UNIQUE INDEX `schedules_slug_unique` ON `schedules` (`slug`);--> statement-breakpoint
CREATE INDEX `schedules_practitioner` ON `schedules` (`practitioner_id`);--> statement-breakpoint
CREATE INDEX `schedules_location` ON `schedules` (`location_id`);--> statement-breakpoint
CREATE TABLE `slots` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`schedule_id` integer NOT NULL,
	`practitioner_id` integer NOT NULL,
	`location_id` integer NOT NULL,
	`start_at` integer NOT NULL,
	`end_at` integer NOT NULL,
	`capacity` integer NOT NULL,
	`taken` integer DEFAULT 0 NOT NULL,
	`closed` integer DEFAULT false NOT NULL,
	FOREIGN KEY (`schedule_id`) REFERENCES `schedules`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`practitioner_id`) REFERENCES `practitioners`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`location_id`) REFERENCES `locations`(`id`) ON UPDATE no action ON DELETE no action,
	CONSTRAINT "taken_within_capacity" CHECK("slots"."taken" >= 0 and "slots"."taken" <= "slots"."capacity")
);
--> statement-breakpoint
CREATE UNIQUE INDEX `slots_start` ON `slots` (`schedule_id`,`start_at`);--> statement-breakpoint
CREATE INDEX `slots_free` ON `slots` (`schedule_id`,`start_at`,`end_at`,`capacity`,`taken`,`closed`) WHERE taken < capacity and closed = 0;--> statement-breakpoint
CREATE TABLE `dialogs` (
	`contact_id` integer PRIMARY KEY NOT NULL,
	`dialog` text NOT NULL,
	`channel_kind` text NOT NULL,
	`named` text NOT NULL,
	`named_at` integer NOT NULL,
	`last_turn_at` integer NOT NULL,
	FOREIGN KEY (`contact_id`) REFERENCES `contacts`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE TABLE `facts` (
	`name` text PRIMARY KEY NOT NULL,
	`value` text NOT NULL
);
--> statement-breakpoint
CREATE TABLE `inbound_events` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`key` blob NOT NULL,
	`contact_id` integer,
	`at` integer NOT NULL,
	`kind` text NOT NULL,
	`length` integer NOT NULL,
	`text_hmac` blob,
	`outcome` text NOT NULL,
	`reply` text,
	FOREIGN KEY (`contact_id`) REFERENCES `contacts`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `inbound_events_key_unique` ON `inbound_events` (`key`);--> statement-breakpoint
CREATE INDEX `inbound_contact` ON `inbound_events` (`contact_id`,`at`);--> statement-breakpoint
CREATE TABLE `messages` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`contact_id` integer NOT NULL,
	`appointment_id` integer,
	`appointment_version` integer,
	`channel` text NOT NULL,
	`purpose` text NOT NULL,
	`state` text NOT NULL,
	`provider_id` text,
	`error_code` text,
	`segments` integer,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL,
	FOREIGN KEY (`contact_id`) REFERENCES `contacts`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`appointment_id`) REFERENCES `appointments`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `messages_provider` ON `messages` (`provider_id`);--> statement-breakpoint
CREATE INDEX `messages_appointment` ON `messages` (`appointment_id`);--> statement-breakpoint
CREATE TABLE `appointments` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`reference` text,
	`slot_id` integer NOT NULL,
	`seat` integer NOT NULL,
	`state` text NOT NULL,
	`version` integer DEFAULT 1 NOT NULL,
	`patient_id` integer,
	`contact_id` integer,
	`practitioner_id` integer NOT NULL,
	`location_id` integer NOT NULL,
	`care` text NOT NULL,
	`start_at` integer NOT NULL,
	`end_at` integer NOT NULL,
	`zone` text NOT NULL,
	`hold_ends_at` integer,
	`booked_at` integer,
	`cancelled_at` integer,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL,
	FOREIGN KEY (`slot_id`) REFERENCES `slots`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`patient_id`) REFERENCES `patients`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`contact_id`) REFERENCES `contacts`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`practitioner_id`) REFERENCES `practitioners`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`location_id`) REFERENCES `locations`(`id`) ON UPDATE no action ON DELETE no action,
	CONSTRAINT "seat_positive" CHECK("appointments"."seat" >= 1),
	CONSTRAINT "hold_has_end" CHECK("appointments"."state" <> 'held' or "appointments"."hold_ends_at" is not null),
	CONSTRAINT "live_has_patient" CHECK("appointments"."state" not in ('booked','confirmed','arrived','fulfilled') or ("appointments"."patient_id" is not null and "appointments"."reference" is not null))
);
--> statement-breakpoint
CREATE UNIQUE INDEX `appointments_reference_unique` ON `appointments` (`reference`);--> statement-breakpoint
CREATE UNIQUE INDEX `appointments_seat` ON `appointments` (`slot_id`,`seat`) WHERE state in ('held','pending_payment','booked','confirmed','arrived','fulfilled','no_show');--> statement-breakpoint
CREATE UNIQUE INDEX `appointments_hold` ON `appointments` (`contact_id`) WHERE state = 'held';--> statement-breakpoint
CREATE INDEX `appointments_lapsing` ON `appointments` (`location_id`,`hold_ends_at`) WHERE state = 'held';--> statement-breakpoint
CREATE INDEX `appointments_contact` ON `appointments` (`contact_id`,`start_at`) WHERE state in ('pending_payment','booked','confirmed','arrived');--> statement-breakpoint
CREATE INDEX `appointments_patient` ON `appointments` (`patient_id`,`start_at`);--> statement-breakpoint
CREATE INDEX `appointments_day` ON `appointments` (`location_id`,`start_at`);--> statement-breakpoint
CREATE TABLE `audit` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`at` integer NOT NULL,
	`actor_kind` text NOT NULL,
	`actor_id` integer,
	`act` text NOT NULL,
	`entity` text NOT NULL,
	`entity_id` integer NOT NULL,
	`version` integer,
	`detail` text
);
--> statement-breakpoint
CREATE INDEX `audit_entity` ON `audit` (`entity`,`entity_id`);--> statement-breakpoint
CREATE TABLE `tasks` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`kind` text NOT NULL,
	`location_id` integer,
	`appointment_id` integer,
	`patient_id` integer,
	`contact_id` integer,
	`reason` text NOT NULL,
	`state` text DEFAULT 'open' NOT NULL,
	`outcome` text,
	`created_at` integer NOT NULL,
	`done_at` integer,
	FOREIGN KEY (`location_id`) REFERENCES `locations`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`appointment_id`) REFERENCES `appointments`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`patient_id`) REFERENCES `patients`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`contact_id`) REFERENCES `contacts`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `tasks_open` ON `tasks` (`location_id`,`created_at`) WHERE state = 'open';--> statement-breakpoint
CREATE INDEX `tasks_open_contact` ON `tasks` (`contact_id`,`kind`) WHERE state = 'open';--> statement-breakpoint
CREATE TABLE `timers` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`kind` text NOT NULL,
	`due_at` integer NOT NULL,
	`useless_at` integer,
	`state` text DEFAULT 'pending' NOT NULL,
	`appointment_id` integer,
	`appointment_version` integer,
	`contact_id` integer,
	FOREIGN KEY (`appointment_id`) REFERENCES `appointments`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`contact_id`) REFERENCES `contacts`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `timers_due` ON `timers` (`due_at`) WHERE state = 'pending';--> statement-breakpoint
CREATE INDEX `timers_appointment` ON `timers` (`appointment_id`) WHERE state = 'pending';--> statement-breakpoint
CREATE UNIQUE INDEX `timers_dialog` ON `timers` (`contact_id`) WHERE state = 'pending' and kind = 'dialog.end';