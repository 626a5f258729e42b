ALTER TABLE `locations` ADD `currency` text;--> statement-breakpoint
ALTER TABLE `locations` ADD `waive_roles` text DEFAULT '["clinic_admin"]' NOT NULL;--> statement-breakpoint
ALTER TABLE `schedules` ADD `fee_minor` integer;--> statement-breakpoint
drop trigger directory_schedules_update;
--> statement-breakpoint
create trigger directory_schedules_update after update of practitioner_id, location_id, active, fee_minor on schedules begin
  update facts set value = lower(hex(randomblob(8))) where name = 'directory';
end;
