using System.Diagnostics.CodeAnalysis;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Purchases.Core.Json;

namespace Purchases.Core.Http;

/// <summary>What a person does with rejected events: list them, look at one, replay one or many.</summary>
public sealed class RejectedEvents(IRejectedEventStore store)
{
    private const int PageSizeUnset = 50;

    public Task<Outcome<RejectedPage>> PageAsync(PageQuery query, CancellationToken cancellationToken) =>
        Outcome.OrUnavailableAsync<RejectedPage>(async () =>
        {
            var (events, next) = await ReadPageAsync(query, cancellationToken);
            return new RejectedPage([.. events.Select(RejectedView.Of)], next);
        });

    /// <summary>The rejected event that the route's topic, partition and offset name; 404 when there is none.</summary>
    public Task<Outcome<RejectedEvent>> FindAsync(RouteValueDictionary route, CancellationToken cancellationToken) =>
        Outcome.OrUnavailableAsync<RejectedEvent>(async () =>
            EventPosition.TryParse($"{route["topic"]}/{route["partition"]}/{route["offset"]}", out var position) &&
            await store.FindAsync(position, cancellationToken) is { } found
                ? found
                : Outcome.Refused<RejectedEvent>(Problem.NotFound("No event was rejected at this topic, partition and offset.")));

    /// <summary>
    /// What is to go on the topic for the rejected event of the route: the body when there is one, the event as it was otherwise.
    /// 409 when it was replayed before, 400 or 422 when what would go on the topic would only be rejected again.
    /// </summary>
    public async Task<Outcome<Replay>> ReadReplayAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        var found = await FindAsync(request.RouteValues, cancellationToken);
        if (!found.Succeeded) return Outcome.Refused<Replay>(found.Problem);
        if (found.Value.ReplayedAs is { } successor)
            return Outcome.Refused<Replay>(Problem.Conflict($"It was replayed as {successor}, which has been dealt with."));

        var body = await RequestBody.ReadAsync(request, Limits.EventBytesMax, cancellationToken);
        if (body is null) return Outcome.Refused<Replay>(Problem.TooLarge($"The corrected event is larger than {Limits.EventBytesMax} bytes."));

        return TryReplay(found.Value.Position, body.Length > 0 ? body : found.Value.Value, out var replay, out var fault)
            ? replay
            : Outcome.Refused<Replay>(Problem.Unreadable(fault));
    }

    /// <summary>A page of at most <see cref="Limits.ReplayPageSizeMax"/> waiting events as they are to go on the topic.</summary>
    public Task<Outcome<ReplayPage>> ReplayPageAsync(PageQuery query, CancellationToken cancellationToken) =>
        Outcome.OrUnavailableAsync<ReplayPage>(async () =>
        {
            var page = query with { Limit = Math.Min(query.Limit ?? PageSizeUnset, Limits.ReplayPageSizeMax) };
            var (events, next) = await ReadPageAsync(page, cancellationToken);
            var replays = new List<Replay>();
            foreach (var summary in events)
            {
                var rejected = await store.FindAsync(summary.Position, cancellationToken);
                if (TryReplay(summary.Position, rejected?.Value, out var replay, out _)) replays.Add(replay);
            }

            // The page is newest first; on the topic the older one goes first, as it did before.
            replays.Reverse();
            return new ReplayPage(replays, new(replays.Count, events.Count - replays.Count, next));
        });

    private async Task<(IReadOnlyList<RejectedSummary> Events, string? Next)> ReadPageAsync(PageQuery query, CancellationToken cancellationToken)
    {
        // One more than the page tells whether there is a next one.
        var limit = query.Limit ?? PageSizeUnset;
        var events = await store.ListAsync(query.After, limit + 1, cancellationToken);
        return events.Count <= limit ? (events, null) : ([.. events.Take(limit)], PageCursor.After(events[limit - 1]).ToString());
    }

    private static bool TryReplay(
        EventPosition original,
        byte[]? value,
        [NotNullWhen(true)] out Replay? replay,
        [NotNullWhen(false)] out ReadFault? fault)
    {
        replay = PurchaseReader.TryReadEvent(value, out var purchase, out fault)
            ? new(original, Encoding.UTF8.GetString(value!), purchase)
            : null;
        return replay is not null;
    }
}

/// <summary>A successor for a rejected event.</summary>
/// <param name="Original">The rejected event.</param>
/// <param name="Json">The successor's JSON, byte for byte.</param>
/// <param name="Purchase">The same, as it was read.</param>
public sealed record Replay(EventPosition Original, string Json, PurchaseCreated Purchase);

/// <param name="Replays">What is to go on the topic, in this order.</param>
/// <param name="Outcome">What is to be said of it.</param>
public sealed record ReplayPage(IReadOnlyList<Replay> Replays, ReplayedPage Outcome);
