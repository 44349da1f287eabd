using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Purchases.Core.Json;

namespace Purchases.Core.Http;

/// <summary>Lists, shows and dismisses rejected events. <see cref="Replays"/> puts them on the topic again.</summary>
public sealed class RejectedEvents(IRejectedEventStore store, IPurchaseStore purchases, TimeProvider time)
{
    /// <summary>A page of those in the query's <c>state</c>, by default the open ones, newest first.</summary>
    public async Task<Outcome<RejectedPage>> PageAsync(IQueryCollection query, CancellationToken cancellationToken)
    {
        var text = QueryParameter.ReadText(query, "state");
        if (!text.Succeeded) return text.Problem;

        RejectedState? state = text.Value switch
        {
            null or "waiting" => RejectedState.Waiting,
            "replayed" => RejectedState.Replayed,
            "dismissed" => RejectedState.Dismissed,
            _ => null,
        };
        if (state is null)
            return Problem.BadQuery("state", $"must be waiting, replayed or dismissed, but is {QueryParameter.Quoted(text.Value!)}.");

        var page = PageQuery.Read(query);
        if (!page.Succeeded) return page.Problem;

        var (events, next) = await ReadPageAsync(state.Value, page.Value, cancellationToken);
        return new RejectedPage([.. events.Select(RejectedView.Of)], next);
    }

    /// <summary>The rejected event at the route's topic, partition and offset; 404 if there is none.</summary>
    public async Task<Outcome<RejectedView>> ViewAsync(RouteValueDictionary route, CancellationToken cancellationToken)
    {
        var found = await FindAsync(route, cancellationToken);
        if (!found.Succeeded) return found.Problem;

        var rejected = found.Value;
        var conflicts = rejected.Code == RejectionCode.Conflict && PurchaseReader.TryReadEvent(rejected.Value, out var told, out _)
            ? await purchases.FindAsync(told.EventId, cancellationToken)
            : null;
        return RejectedView.Of(rejected, conflicts);
    }

    /// <summary>Dismisses the event of the route, with the body's note if it has one. 409 if it isn't open or is being replayed.</summary>
    public async Task<Outcome<RejectedView>> DismissAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        var found = await FindAsync(request.RouteValues, cancellationToken);
        if (!found.Succeeded) return found.Problem;

        var body = await RequestBody.ReadAsync(request, Limits.NoteBodyBytesMax, cancellationToken);
        if (body is null) return Problem.TooLarge($"The body is larger than {Limits.NoteBodyBytesMax} bytes.");
        if (!NoteReader.TryRead(body, out var note, out var fault)) return Problem.Unreadable(fault, "The note is not valid");

        var position = found.Value.Position;
        return await store.TryDismissAsync(position, new(EventTimestamp.From(time.GetUtcNow()), note), cancellationToken)
            ? await ViewAsync(request.RouteValues, cancellationToken)
            : NotOpen(await store.FindAsync(position, cancellationToken));
    }

    internal async Task<Outcome<RejectedEvent>> FindAsync(RouteValueDictionary route, CancellationToken cancellationToken) =>
        EventPosition.TryParse($"{route["topic"]}/{route["partition"]}/{route["offset"]}", out var position) &&
        await store.FindAsync(position, cancellationToken) is { } found
            ? found
            : Problem.NotFound("No event was rejected at this topic, partition and offset.");

    internal async Task<(IReadOnlyList<RejectedSummary> Events, string? Next)> ReadPageAsync(
        RejectedState state,
        PageQuery query,
        CancellationToken cancellationToken)
    {
        // One more than the page shows whether there is a next page.
        var limit = query.Limit ?? Limits.RejectedPageSizeUnset;
        var events = await store.ListAsync(state, query.After, limit + 1, cancellationToken);
        return events.Count <= limit ? (events, null) : ([.. events.Take(limit)], PageCursor.After(events[limit - 1]).ToString());
    }

    /// <summary>The 409 for an event that isn't open, or is claimed.</summary>
    internal static Problem NotOpen(RejectedEvent? rejected) => Problem.Conflict(rejected switch
    {
        { ReplayedAs: { } successor } =>
            $"It was already replayed as {successor}, which was recorded, or was rejected and is now open in its place.",
        { Dismissal: { } dismissal } => $"It was already dismissed at {dismissal.At}.",
        { ReplayingSince: { } since } =>
            $"It has been in replay since {since}. " +
                $"If the replay does not complete, it can be repeated {Limits.ReplayTime.TotalMinutes} minutes after that.",
        _ => "Another call changed it at the same time; try again.",
    });
}
