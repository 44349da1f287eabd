using Microsoft.AspNetCore.Routing;

namespace Purchases.Core.Http;

/// <summary>Single purchases, as callers ask for them.</summary>
public sealed class RecordedPurchases(IPurchaseStore store)
{
    /// <summary>The purchase that the route's eventId names; 404 while it isn't recorded.</summary>
    public Task<Outcome<PurchaseCreated>> FindAsync(RouteValueDictionary route, CancellationToken cancellationToken) =>
        Outcome.OrUnavailableAsync<PurchaseCreated>(async () =>
            await FindAsync($"{route["eventId"]}", cancellationToken) is { } purchase
                ? purchase
                : Outcome.Refused<PurchaseCreated>(Problem.NotFound("No purchase with this eventId is recorded (yet).")));

    // Other producers' ids may hold a slash, the one escape that a path keeps: order%2F17 is order/17, unless there is an order%2F17.
    private async Task<PurchaseCreated?> FindAsync(string eventId, CancellationToken cancellationToken) =>
        await store.FindAsync(eventId, cancellationToken) ??
        (eventId.Contains("%2F", StringComparison.OrdinalIgnoreCase)
            ? await store.FindAsync(eventId.Replace("%2F", "/", StringComparison.OrdinalIgnoreCase), cancellationToken)
            : null);
}
