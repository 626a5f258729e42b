CREATE TABLE `pin_codes` (
	`worker_id` integer PRIMARY KEY NOT NULL,
	`hash` blob NOT NULL,
	`ends_at` integer NOT NULL,
	`wrong` integer DEFAULT 0 NOT NULL,
	`sent` integer DEFAULT 1 NOT NULL,
	`sent_at` integer NOT NULL,
	FOREIGN KEY (`worker_id`) REFERENCES `workers`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE TABLE `pins` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`worker_id` integer,
	`patient_id` integer,
	`hash` blob NOT NULL,
	`wrong` integer DEFAULT 0 NOT NULL,
	`locks` integer DEFAULT 0 NOT NULL,
	`locked_until` integer DEFAULT 0 NOT NULL,
	`set_at` integer NOT NULL,
	FOREIGN KEY (`worker_id`) REFERENCES `workers`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`patient_id`) REFERENCES `patients`(`id`) ON UPDATE no action ON DELETE no action,
	CONSTRAINT "pin_of_one" CHECK(("pins"."worker_id" is null) <> ("pins"."patient_id" is null))
);
--> statement-breakpoint
CREATE UNIQUE INDEX `pins_worker_id_unique` ON `pins` (`worker_id`);--> statement-breakpoint
CREATE UNIQUE INDEX `pins_patient_id_unique` ON `pins` (`patient_id`);--> statement-breakpoint
CREATE TABLE `worker_days` (
	`worker_id` integer NOT NULL,
	`day` text NOT NULL,
	`registered` integer DEFAULT 0 NOT NULL,
	`touched` integer DEFAULT 0 NOT NULL,
	`registered_at_pin` integer DEFAULT 0 NOT NULL,
	`touched_at_pin` integer DEFAULT 0 NOT NULL,
	PRIMARY KEY(`worker_id`, `day`),
	FOREIGN KEY (`worker_id`) REFERENCES `workers`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE TABLE `worker_locations` (
	`worker_id` integer NOT NULL,
	`location_id` integer NOT NULL,
	PRIMARY KEY(`worker_id`, `location_id`),
	FOREIGN KEY (`worker_id`) REFERENCES `workers`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`location_id`) REFERENCES `locations`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE TABLE `worker_patients` (
	`patient_id` integer PRIMARY KEY NOT NULL,
	`worker_id` integer NOT NULL,
	`created_at` integer NOT NULL,
	FOREIGN KEY (`patient_id`) REFERENCES `patients`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`worker_id`) REFERENCES `workers`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `worker_patients_worker` ON `worker_patients` (`worker_id`);--> statement-breakpoint
CREATE TABLE `worker_villages` (
	`worker_id` integer NOT NULL,
	`village` text NOT NULL,
	PRIMARY KEY(`worker_id`, `village`),
	FOREIGN KEY (`worker_id`) REFERENCES `workers`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE TABLE `workers` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`contact_id` integer NOT NULL,
	`name` text NOT NULL,
	`registers_per_day` integer DEFAULT 15 NOT NULL,
	`touches_per_day` integer DEFAULT 20 NOT NULL,
	`supervisor_id` integer,
	`pin_at` integer DEFAULT 0 NOT NULL,
	`locked_at` integer,
	`active` integer DEFAULT true NOT NULL,
	`created_at` integer NOT NULL,
	FOREIGN KEY (`contact_id`) REFERENCES `contacts`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`supervisor_id`) REFERENCES `workers`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `workers_contact_id_unique` ON `workers` (`contact_id`);--> statement-breakpoint
ALTER TABLE `patients` ADD `gender` text;--> statement-breakpoint
ALTER TABLE `patients` ADD `village` text;--> statement-breakpoint
CREATE INDEX `patients_village` ON `patients` (`village`) WHERE village is not null;--> statement-breakpoint
CREATE UNIQUE INDEX `timers_worker` ON `timers` (`contact_id`,`kind`) WHERE state = 'pending' and kind in ('worker.morning','worker.week');--> statement-breakpoint
CREATE INDEX `timers_for_worker` ON `timers` (`contact_id`) WHERE reason = 'worker';