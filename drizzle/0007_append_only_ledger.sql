-- Money that moved has moved: a mistake is put right by another row.
create trigger ledger_no_update before update on ledger begin
  select raise(abort, 'the ledger is only added to');
end;
--> statement-breakpoint
create trigger ledger_no_delete before delete on ledger begin
  select raise(abort, 'the ledger is only added to');
end;
