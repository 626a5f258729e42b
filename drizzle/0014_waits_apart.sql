ALTER TABLE `dialogs` ADD `waits` text DEFAULT '' NOT NULL;--> statement-breakpoint
UPDATE `dialogs` SET `dialog` = json_remove(`dialog`, '$.waits');
