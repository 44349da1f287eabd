using Microsoft.AspNetCore.Http;
using Purchases.Functions.Kafka;

namespace Purchases.Tests.Simulation;

/// <summary>The real stores and the topic as one process sees them: it stops before each call.</summary>
internal sealed class Outside(Process process, World world) : IPurchaseStore, IRejectedEventStore, IEventPublisher
{
    private readonly IPurchaseStore _purchases = world.Stores.Purchases;
    private readonly IRejectedEventStore _rejected = world.Stores.Rejected;
    private readonly HashSet<EventPosition> _claims = [];
    private bool _releaseFailed;

    /// <summary>Whether it has claimed events that it could have released.</summary>
    public bool HoldsClaims => _claims.Count > 0 && !_releaseFailed;

    public Task<IReadOnlyList<WriteOutcome>> WriteAsync(IReadOnlyList<PurchaseCreated> batch, CancellationToken stop) =>
        process.AskAsync($"write {Text(batch, one => one.EventId)}", () => WriteAsync(batch), () => WriteAsync(Half(batch)));

    public Task<PurchaseCreated?> FindAsync(string eventId, CancellationToken stop) =>
        process.AskAsync($"find {eventId}", () => _purchases.FindAsync(eventId, stop));

    public Task<IReadOnlyList<PurchaseCreated>> FindAllAsync(IReadOnlyCollection<string> eventIds, CancellationToken stop) =>
        process.AskAsync($"find {Text(eventIds, one => one)}", () => _purchases.FindAllAsync(eventIds, stop));

    public IAsyncEnumerable<PurchaseCreated> ListAsync(string userId, PageCursor? after, int? limit, CancellationToken stop) =>
        throw new NotSupportedException("The model reads the lists.");

    public Task<IReadOnlyList<RejectedSummary>> ListAsync(RejectedState state, PageCursor? after, int limit, CancellationToken stop) =>
        process.AskAsync("list rejected events", () => _rejected.ListAsync(state, after, limit, stop));

    public Task<RejectedEvent?> FindAsync(EventPosition position, CancellationToken stop) =>
        process.AskAsync($"find {position}", () => _rejected.FindAsync(position, stop));

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
        var claimed = await process.AskAsync(
            $"claim {position}",
            async () => world.Model.Claimed(await _rejected.TryClaimAsync(position, now, stop), position, now));
        if (claimed) _claims.Add(position);
        return claimed;
    }

    public async Task ReleaseAsync(EventPosition position, EventTimestamp claimedAt, CancellationToken stop)
    {
        _releaseFailed = true;
        await DoAsync($"release {position}", [position], async _ =>
        {
            await _rejected.ReleaseAsync(position, claimedAt, stop);
            world.Model.Released(position, claimedAt);
        });
        _releaseFailed = !_claims.Remove(position);
    }

    public Task<bool> TryDismissAsync(EventPosition position, Dismissal dismissal, CancellationToken stop) => process.AskAsync(
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

    private Task DoAsync<T>(string what, IReadOnlyList<T> all, Func<IReadOnlyList<T>, Task> act) => process.AskAsync(
        what,
        async () =>
        {
            await act(all);
            return true;
        },
        () => act(Half(all)));

    private static List<T> Half<T>(IReadOnlyList<T> all) => [.. all.Take(all.Count / 2)];

    private static string Text<T>(IEnumerable<T> all, Func<T, object> text) => string.Join(", ", all.Select(text));
}
