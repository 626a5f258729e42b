ALTER TABLE `payments` ADD `payer_phone` text;--> statement-breakpoint
ALTER TABLE `payments` ADD `link` text;--> statement-breakpoint
ALTER TABLE `payments` ADD `page` text;--> statement-breakpoint
CREATE UNIQUE INDEX `payments_page` ON `payments` (`page`) WHERE page is not null;