ALTER TABLE `slot_events` ADD `charge_id` integer;--> statement-breakpoint
-- Whoever watches the stream is told of every step of a fee: what is owed, the link, the money, the end of the wait.
create trigger stream_charge after insert on charges begin
  insert into slot_events (slot_id, practitioner_id, location_id, start_at, end_at, free, charge_id)
  select slot_id, practitioner_id, location_id, start_at, end_at, 0, c.id
  from charges c join appointments a on a.id = c.appointment_id where c.id = new.id;
end;
--> statement-breakpoint
create trigger stream_attempt after insert on payments when new.charge_id is not null begin
  insert into slot_events (slot_id, practitioner_id, location_id, start_at, end_at, free, charge_id)
  select slot_id, practitioner_id, location_id, start_at, end_at, 0, c.id
  from charges c join appointments a on a.id = c.appointment_id where c.id = new.charge_id;
end;
--> statement-breakpoint
create trigger stream_attempt_moved after update of state, page on payments
when new.charge_id is not null and (old.state <> new.state or old.page is not new.page) begin
  insert into slot_events (slot_id, practitioner_id, location_id, start_at, end_at, free, charge_id)
  select slot_id, practitioner_id, location_id, start_at, end_at, 0, c.id
  from charges c join appointments a on a.id = c.appointment_id where c.id = new.charge_id;
end;
--> statement-breakpoint
create trigger stream_money after insert on ledger when new.charge_id is not null begin
  insert into slot_events (slot_id, practitioner_id, location_id, start_at, end_at, free, charge_id)
  select slot_id, practitioner_id, location_id, start_at, end_at, 0, c.id
  from charges c join appointments a on a.id = c.appointment_id where c.id = new.charge_id;
end;
--> statement-breakpoint
create trigger stream_waited after update of state on appointments when old.state = 'pending_payment' and new.state <> 'pending_payment' begin
  insert into slot_events (slot_id, practitioner_id, location_id, start_at, end_at, free, charge_id)
  select slot_id, practitioner_id, location_id, start_at, end_at, 0, c.id
  from charges c join appointments a on a.id = c.appointment_id where c.appointment_id = new.id;
end;
