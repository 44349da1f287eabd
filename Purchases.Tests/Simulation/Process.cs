using Microsoft.AspNetCore.Http;
using Purchases.Functions.Kafka;

namespace Purchases.Tests.Simulation;

/// <summary>The outcome of one call from a process to a store or the topic.</summary>
internal enum Fate
{
    Works, HappensTwice, LosesItsAnswer, FailsHalfway, Fails, KillsTheProcessBefore, KillsTheProcessAfter,
}

/// <summary>
/// A recorder or an HTTP call, with the real stores and the topic as it sees them. Before each call to them it stops until the schedule
/// gives the call's fate. Nothing else runs meanwhile, so processes overlap exactly in the order of the schedule. A killed one never
/// continues.
/// </summary>
internal sealed class Process(string name, World world) : IPurchaseStore, IRejectedEventStore, IEventPublisher
{
    private readonly IPurchaseStore _purchases = world.Stores.Purchases;
    private readonly IRejectedEventStore _rejected = world.Stores.Rejected;
    private readonly HashSet<EventPosition> _claims = [];
    private TaskCompletionSource<Fate>? _asks;
    private TaskCompletionSource _stopped = new();
    private Task _work = Task.CompletedTask;

    /// <summary>Whether it has stopped in the middle of its work.</summary>
    public bool IsUnderWay => _asks is not null;

    public bool IsDead { get; private set; }

    /// <summary>Whether it has claimed events that it hasn't tried to release.</summary>
    public bool HoldsClaims => _claims.Count > 0;

    /// <summary>Starts its work; returns at the first stop, or when the work is done.</summary>
    public Task StartAsync(Func<Task> work)
    {
        _work = work();
        return StopAsync();
    }

    /// <summary>Continues; returns at the next stop, or when the work is done.</summary>
    public Task ContinueAsync(Fate fate)
    {
        var asks = _asks!;
        _asks = null;
        asks.SetResult(fate);
        return StopAsync();
    }

    /// <param name="half">Does some of it, for a failure halfway; null where it is done at once.</param>
    public async Task<T> AskAsync<T>(string what, Func<Task<T>> whole, Func<Task>? half = null)
    {
        Model.Holds(!IsUnderWay, "A process waits for an answer before it does anything else.", what);
        var asks = _asks = new();
        _stopped.SetResult();
        var fate = await asks.Task;
        world.Note($"{name} asks to {what}: {fate}");
        if (fate == Fate.KillsTheProcessBefore) await DieAsync();
        if (fate == Fate.FailsHalfway && half is not null) await half();
        if (fate is Fate.Fails or Fate.FailsHalfway) throw new UnavailableException($"It failed to {what}.");
        if (fate == Fate.HappensTwice) await whole();
        var answer = await whole();
        if (fate == Fate.KillsTheProcessAfter) await DieAsync();
        return fate == Fate.LosesItsAnswer ? throw new UnavailableException("The answer was lost.") : answer;
    }

    public Task<IReadOnlyList<WriteOutcome>> WriteAsync(IReadOnlyList<PurchaseCreated> batch, CancellationToken stop) =>
        AskAsync($"write {Text(batch, one => one.EventId)}", () => WriteAsync(batch), () => WriteAsync(Half(batch)));

    public Task<PurchaseCreated?> FindAsync(string eventId, CancellationToken stop) =>
        AskAsync($"find {eventId}", () => _purchases.FindAsync(eventId, stop));

    public Task<IReadOnlyList<PurchaseCreated>> FindAllAsync(IReadOnlyCollection<string> eventIds, CancellationToken stop) =>
        AskAsync($"find {Text(eventIds, one => one)}", () => _purchases.FindAllAsync(eventIds, stop));

    public IAsyncEnumerable<PurchaseCreated> ListAsync(string userId, PageCursor? after, int? limit, CancellationToken stop) =>
        throw new NotSupportedException("The model reads the lists.");

    public Task<IReadOnlyList<RejectedSummary>> ListAsync(RejectedState state, PageCursor? after, int limit, CancellationToken stop) =>
        AskAsync("list rejected events", () => _rejected.ListAsync(state, after, limit, stop));

    public Task<RejectedEvent?> FindAsync(EventPosition position, CancellationToken stop) =>
        AskAsync($"find {position}", () => _rejected.FindAsync(position, stop));

    public Task KeepAsync(IReadOnlyList<RejectedEvent> bad, CancellationToken stop) =>
        DoAsync($"keep {Text(bad, one => one.Position)}", bad, some => _rejected.KeepAsync(some, stop));

    public Task MarkReplayedAsync(IReadOnlyList<Replayed> replayed, CancellationToken stop) =>
        DoAsync($"mark {Text(replayed, one => one.Original)}", replayed, async some =>
        {
            await _rejected.MarkReplayedAsync(some, stop);
            await world.Model.MarkedAsync(some);
        });

    public async Task<bool> TryClaimAsync(EventPosition position, EventTimestamp now, CancellationToken stop)
    {
        var claimed = await AskAsync(
            $"claim {position}",
            async () => world.Model.Claimed(await _rejected.TryClaimAsync(position, now, stop), position, now));
        if (claimed) _claims.Add(position);
        return claimed;
    }

    public Task ReleaseAsync(EventPosition position, EventTimestamp claimedAt, CancellationToken stop)
    {
        _claims.Remove(position);
        return DoAsync($"release {position}", [position], async _ =>
        {
            await _rejected.ReleaseAsync(position, claimedAt, stop);
            world.Model.Released(position, claimedAt);
        });
    }

    public Task<bool> TryDismissAsync(EventPosition position, Dismissal dismissal, CancellationToken stop) => AskAsync(
        $"dismiss {position}",
        async () => world.Model.Dismissed(await _rejected.TryDismissAsync(position, dismissal, stop), position, dismissal.At));

    /// <summary>As Local and KAFKA_DELIVERY=confirmed do: 202 once the topic has the events.</summary>
    public async Task<PublishOutput> PublishAsync(IReadOnlyList<TopicMessage> messages, IResult accepted)
    {
        await DoAsync("publish", messages, world.Topic.AppendAsync);
        return new() { Response = accepted };
    }

    private async Task<IReadOnlyList<WriteOutcome>> WriteAsync(IReadOnlyList<PurchaseCreated> batch)
    {
        var taken = batch.Where(one => !world.Refuses(one)).ToList();
        var written = new Queue<WriteOutcome>(await _purchases.WriteAsync(taken, CancellationToken.None));
        return [.. batch.Select(one => world.Refuses(one) ? WriteOutcome.Refused : written.Dequeue())];
    }

    private Task DoAsync<T>(string what, IReadOnlyList<T> all, Func<IReadOnlyList<T>, Task> act) => AskAsync(
        what,
        async () =>
        {
            await act(all);
            return true;
        },
        () => act(Half(all)));

    private async Task StopAsync()
    {
        await await Task.WhenAny(_stopped.Task, _work);
        _stopped = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    private Task DieAsync()
    {
        IsDead = true;
        _stopped.SetResult();
        return new TaskCompletionSource().Task;
    }

    private static List<T> Half<T>(IReadOnlyList<T> all) => [.. all.Take(all.Count / 2)];

    private static string Text<T>(IEnumerable<T> all, Func<T, object> text) => string.Join(", ", all.Select(text));
}
