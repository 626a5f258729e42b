-- Clinics, practitioners and who sits where are kept in memory under this version; any change to them makes a new one.
insert into facts (name, value) values ('directory', lower(hex(randomblob(8))));
--> statement-breakpoint
create trigger directory_locations_insert after insert on locations begin
  update facts set value = lower(hex(randomblob(8))) where name = 'directory';
end;
--> statement-breakpoint
create trigger directory_locations_update after update on locations begin
  update facts set value = lower(hex(randomblob(8))) where name = 'directory';
end;
--> statement-breakpoint
create trigger directory_locations_delete after delete on locations begin
  update facts set value = lower(hex(randomblob(8))) where name = 'directory';
end;
--> statement-breakpoint
create trigger directory_practitioners_insert after insert on practitioners begin
  update facts set value = lower(hex(randomblob(8))) where name = 'directory';
end;
--> statement-breakpoint
create trigger directory_practitioners_update after update on practitioners begin
  update facts set value = lower(hex(randomblob(8))) where name = 'directory';
end;
--> statement-breakpoint
create trigger directory_practitioners_delete after delete on practitioners begin
  update facts set value = lower(hex(randomblob(8))) where name = 'directory';
end;
--> statement-breakpoint
create trigger directory_schedules_insert after insert on schedules begin
  update facts set value = lower(hex(randomblob(8))) where name = 'directory';
end;
--> statement-breakpoint
create trigger directory_schedules_update after update of practitioner_id, location_id, active on schedules begin
  update facts set value = lower(hex(randomblob(8))) where name = 'directory';
end;
--> statement-breakpoint
create trigger directory_schedules_delete after delete on schedules begin
  update facts set value = lower(hex(randomblob(8))) where name = 'directory';
end;
