ALTER TABLE `contacts` ADD `easy` integer DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE `dialogs` ADD `call` text;