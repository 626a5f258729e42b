CREATE TABLE `templates` (
	`template` text NOT NULL,
	`form` text NOT NULL,
	`language` text NOT NULL,
	`registered_id` text NOT NULL,
	`entity_id` text NOT NULL,
	`header` text NOT NULL,
	`variable_max` integer NOT NULL,
	`variables_max` integer NOT NULL,
	PRIMARY KEY(`template`, `form`, `language`)
);
--> statement-breakpoint
ALTER TABLE `locations` ADD `remind_three_days` integer DEFAULT true NOT NULL;--> statement-breakpoint
ALTER TABLE `locations` ADD `remind_day_before` integer DEFAULT true NOT NULL;--> statement-breakpoint
ALTER TABLE `locations` ADD `remind_same_day` integer DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE `locations` ADD `remind_at` text DEFAULT '10:00' NOT NULL;--> statement-breakpoint
ALTER TABLE `appointments` ADD `follow_up_on` text;--> statement-breakpoint
ALTER TABLE `timers` ADD `location_id` integer REFERENCES locations(id);--> statement-breakpoint
ALTER TABLE `timers` ADD `about` text;--> statement-breakpoint
ALTER TABLE `timers` ADD `reason` text;--> statement-breakpoint
CREATE UNIQUE INDEX `timers_staff` ON `timers` (`location_id`,`kind`) WHERE state = 'pending' and location_id is not null;