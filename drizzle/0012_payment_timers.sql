ALTER TABLE `timers` ADD `payment_id` integer;--> statement-breakpoint
CREATE INDEX `timers_payment_due` ON `timers` (`due_at`) WHERE state = 'pending' and kind = 'payment';--> statement-breakpoint
CREATE UNIQUE INDEX `timers_payment` ON `timers` (`payment_id`) WHERE state = 'pending' and payment_id is not null;--> statement-breakpoint
-- What is still to be asked of a provider keeps its time.
insert into timers (kind, due_at, payment_id) select 'payment', todo_at, id from payments where todo is not null;--> statement-breakpoint
DROP INDEX `payments_todo`;--> statement-breakpoint
ALTER TABLE `payments` DROP COLUMN `todo_at`;
