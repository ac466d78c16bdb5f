package tatami.calls;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import tatami.accounts.AccountId;

/**
 * What happened since the last look: of each account its last calls, and apart from these the last that failed, which a
 * burst of others does not drive out. Adding one takes no longer than that, and never waits for the database.
 */
final class Recent {

    /** Of one account and one kind: what a person would want to see of one second, and a row for each is cheap. */
    static final int CALLS = 500;

    static final int FAILURES = 200;

    /** Of all accounts together, some megabytes: who comes when it is full is not remembered. */
    static final int ALL = 10_000;

    private Map<AccountId, Calls> accounts = new HashMap<>();
    private int all;

    synchronized void add(Call call) {
        if (all >= ALL) {
            return;
        }
        var calls = accounts.computeIfAbsent(call.account(), _ -> new Calls(new ArrayDeque<>(), new ArrayDeque<>()));
        var mine = call.isFailure() ? calls.failed : calls.good;
        if (mine.size() >= (call.isFailure() ? FAILURES : CALLS)) {
            mine.removeFirst();
        } else {
            all++;
        }
        mine.addLast(call);
    }

    /** Takes everything. */
    List<Call> take() {
        var taken = new ArrayList<Call>();
        swap().values().forEach(calls -> {
            taken.addAll(calls.good);
            taken.addAll(calls.failed);
        });
        return taken;
    }

    private synchronized Map<AccountId, Calls> swap() {
        var before = accounts;
        accounts = new HashMap<>();
        all = 0;
        return before;
    }

    private record Calls(ArrayDeque<Call> good, ArrayDeque<Call> failed) {}
}
