namespace Purchases.Tests.Simulation;

/// <summary>The promises, checked while a schedule runs and against the contents of the stores.</summary>
internal sealed class Model(World world)
{
    private static readonly TimeSpan ClaimTime = TimeSpan.FromMinutes(10);

    private readonly Dictionary<(string User, string Key), string> _eventIds = [];
    private readonly HashSet<(string User, string EventId)> _accepted = [];
    private readonly Dictionary<EventPosition, EventTimestamp> _claims = [];
    private readonly HashSet<EventPosition> _dismissed = [];
    private Dictionary<string, PurchaseCreated> _recorded = [];
    private Dictionary<EventPosition, RejectedEvent> _kept = [];

    public static void Holds(bool holds, string promise, object? about = null)
    {
        if (!holds) Assert.Fail($"{promise} ({about})");
    }

    /// <summary>A buy was answered 202.</summary>
    public void Accepted(string user, string? key, string item, string eventId)
    {
        var published = WithId(eventId).Any(entry => (entry.Purchase!.UserId, entry.Purchase.ItemId) == (user, item));
        Holds(published, "What is accepted is on the topic.", eventId);
        var hasItsId = key is null || _eventIds.TryAdd((user, key), eventId) || _eventIds[(user, key)] == eventId;
        Holds(hasItsId, "Calls with the same key have the same eventId.", key);
        _accepted.Add((user, eventId));
    }

    public bool Claimed(bool claimed, EventPosition position, EventTimestamp now)
    {
        Holds(!claimed || !IsClaimed(position, now), "One call at a time replays an event.", position);
        if (claimed) _claims[position] = now;
        return claimed;
    }

    public void Released(EventPosition position, EventTimestamp claimedAt)
    {
        if (_claims.GetValueOrDefault(position) == claimedAt) _claims.Remove(position);
    }

    public bool Dismissed(bool dismissed, EventPosition position, EventTimestamp now)
    {
        Holds(!dismissed || !IsClaimed(position, now), "An event isn't dismissed while it is being replayed.", position);
        Holds(!dismissed || _dismissed.Add(position), "An event is dismissed once.", position);
        return dismissed;
    }

    public async Task MarkedAsync(IReadOnlyList<Replayed> replayed)
    {
        foreach (var purchase in replayed.Select(one => world.Topic[one.Successor].Purchase!))
        {
            var recorded = await world.Stores.Purchases.FindAsync(purchase.EventId, default);
            Holds(recorded?.SameContentAs(purchase) == true, "What is marked as replayed has a recorded successor.", purchase.EventId);
        }
    }

    public void Erased(string user)
    {
        _accepted.RemoveWhere(accepted => accepted.User == user);
        _dismissed.RemoveWhere(position => world.Topic[position].IsErased);
    }

    /// <param name="atRest">Whether everything that is on the topic has been delivered.</param>
    public async Task CheckAsync(bool atRest)
    {
        await ReadAsync();
        foreach (var purchase in _recorded.Values)
            Holds(MayBeRecorded(purchase.EventId).Contains(purchase), "The first event with an eventId is recorded.", purchase);
        foreach (var (_, eventId) in _accepted)
            Holds(!atRest || _recorded.ContainsKey(eventId), "What was accepted is recorded.", eventId);
        foreach (var entry in world.Topic.All)
        {
            var isPassed = atRest || entry.Position.Offset < world.Topic.Committed[entry.Position.Partition];
            if (_kept.TryGetValue(entry.Position, out var bad)) CheckKept(entry, bad);
            else Holds(IsRecorded(entry) || entry.IsErased || !isPassed, "Offsets pass only what is recorded or kept.", entry.Position);
        }

        // A bad event, its successors, and theirs.
        foreach (var lineage in world.Topic.All.GroupBy(Root).Where(lineage => _kept.ContainsKey(lineage.Key.Position)))
        {
            var open = lineage.Count(entry => _kept.GetValueOrDefault(entry.Position)?.State == RejectedState.Waiting);
            var isOver = lineage.Any(entry => _dismissed.Contains(entry.Position) ||
                (entry.ReplayOf is not null && (entry.IsErased || IsRecorded(entry))));
            Holds(open <= 1, "Replaying doesn't increase the number of open events.", lineage.Key.Position);
            Holds(open == 1 || isOver, "A bad event is open until its successor is recorded or one is dismissed.", lineage.Key.Position);
        }
    }

    private void CheckKept(Entry entry, RejectedEvent bad)
    {
        var (position, record) = (entry.Position, entry.Record);
        Holds(!entry.IsErased, "What is erased stays erased.", position);
        Holds(!IsRecorded(entry) || IsAmbiguous(entry.Purchase!.EventId), "What is recorded is not kept as rejected.", position);
        var isUnchanged = bad.Key.AsSpan().SequenceEqual(record.Key) && bad.Value.AsSpan().SequenceEqual(record.Value);
        Holds(isUnchanged && bad.ReplayOf == entry.ReplayOf, "A bad event is kept byte for byte.", position);
        var hasItsCode = bad.Code == (entry.Code ?? RejectionCode.Conflict) ||
            (bad.Code == RejectionCode.RefusedByStore && World.MayRefuse(entry.Purchase!));
        Holds(hasItsCode, "A bad event is kept with its rejection code.", $"{position}: {bad.Code}");
        var hasItsState = _dismissed.Contains(position)
            ? bad.State == RejectedState.Dismissed
            : bad.State != RejectedState.Dismissed || entry.ReplayOf is not null;
        Holds(hasItsState, "Dismissed events stay dismissed. No others are, except successors that arrive too late.", position);
        var hasSuccessor = bad.ReplayedAs is not { } successor || world.Topic[successor].ReplayOf == position;
        Holds(hasSuccessor, "A replayed event names its successor.", position);
    }

    private async Task ReadAsync()
    {
        (_recorded, _kept) = ([], []);
        foreach (var user in World.Users)
        {
            foreach (var purchase in await ReadAsync<PurchaseCreated>(PageCursor.After, async (after, limit) =>
                await world.Stores.Purchases.ListAsync(user, after, limit, default).ToListAsync(default)))
            {
                Holds(purchase.UserId == user && _recorded.TryAdd(purchase.EventId, purchase), "A purchase is recorded once.", purchase);
            }
        }

        foreach (var state in Enum.GetValues<RejectedState>())
        {
            foreach (var listed in await ReadAsync(PageCursor.After, (after, limit) =>
                world.Stores.Rejected.ListAsync(state, after, limit, default)))
            {
                var bad = (await world.Stores.Rejected.FindAsync(listed.Position, default))!;
                Holds(bad.State == state && _kept.TryAdd(bad.Position, bad), "A bad event is open, replayed or dismissed.", bad.Position);
            }
        }
    }

    private static async Task<IReadOnlyList<T>> ReadAsync<T>(
        Func<T, PageCursor> cursor, Func<PageCursor?, int, Task<IReadOnlyList<T>>> read)
    {
        var whole = await read(null, 1000);
        var sorted = whole.OrderByDescending(one => cursor(one).Timestamp.UnixMicroseconds)
            .ThenByDescending(one => cursor(one).Id, StringComparer.Ordinal);
        Holds(whole.SequenceEqual(sorted), "A list is sorted, newest first.", string.Join(", ", whole));

        PageCursor? after = null;
        for (var start = 0; start <= whole.Count; start += 2)
        {
            var page = await read(after, 2);
            Holds(page.SequenceEqual(whole.Skip(start).Take(2)), "A list by pages is the whole list.", string.Join(", ", whole));
            if (page.Count == 2) Holds(PageCursor.TryParse(cursor(page[1]).ToString(), out after), "A cursor can be read.", page[1]);
        }

        return whole;
    }

    // The first event with this eventId in each partition.
    private IEnumerable<PurchaseCreated?> MayBeRecorded(string eventId)
    {
        var all = WithId(eventId).Where(entry => !entry.IsErased);
        return (IsAmbiguous(eventId) ? all : all.DistinctBy(entry => entry.Position.Partition)).Select(entry => entry.Purchase);
    }

    // An event that the store refused at first may be recorded later. The eventId of an erased event may be recorded again.
    private bool IsAmbiguous(string eventId) => WithId(eventId).Any(entry => entry.IsErased || World.MayRefuse(entry.Purchase!));

    private bool IsRecorded(Entry entry) =>
        entry.Purchase is { } purchase && _recorded.GetValueOrDefault(purchase.EventId)?.SameContentAs(purchase) == true;

    private bool IsClaimed(EventPosition position, EventTimestamp now) =>
        _claims.TryGetValue(position, out var then) && Math.Abs(now.UnixMicroseconds - then.UnixMicroseconds) < ClaimTime.TotalMicroseconds;

    private IEnumerable<Entry> WithId(string eventId) => world.Topic.All.Where(entry => entry.Purchase?.EventId == eventId);

    private Entry Root(Entry entry) => entry.ReplayOf is { } original ? Root(world.Topic[original]) : entry;
}
