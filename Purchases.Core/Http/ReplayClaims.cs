using Microsoft.AspNetCore.Http;

namespace Purchases.Core.Http;

/// <summary>
/// The rejected events that a call has claimed to replay them. They are given back when the call ends in anything but a 202.
/// </summary>
internal sealed class ReplayClaims
{
    private readonly IRejectedEventStore _store;
    private readonly EventTimestamp _now;
    private readonly List<EventPosition> _claimed = [];

    private ReplayClaims(IRejectedEventStore store, EventTimestamp now) => (_store, _now) = (store, now);

    public static ReplayClaims Of(HttpContext context, IRejectedEventStore store, TimeProvider time)
    {
        var claims = new ReplayClaims(store, EventTimestamp.From(time.GetUtcNow()));

        // Given back before the caller can know that nothing was taken, since it may repeat the call at once; and also when the caller has
        // gone away, since nothing is published in its name.
        context.Response.OnStarting(() => claims.SettleAsync(context.Response.StatusCode));
        context.Response.OnCompleted(() => claims.SettleAsync(context.Response.StatusCode));
        return claims;
    }

    /// <returns>Whether the event waits and nobody else replays it.</returns>
    public async Task<bool> TryTakeAsync(EventPosition position, CancellationToken cancellationToken)
    {
        if (!await _store.TryClaimAsync(position, _now, cancellationToken)) return false;
        _claimed.Add(position);
        return true;
    }

    private async Task SettleAsync(int status)
    {
        var claimed = _claimed.ToArray();
        _claimed.Clear();
        if (status == StatusCodes.Status202Accepted) return;
        try
        {
            foreach (var position in claimed) await _store.ReleaseAsync(position, _now, CancellationToken.None);
        }
        catch (UnavailableException)
        {
            // If giving them back fails, they count as being replayed for Limits.ReplayTime.
        }
    }
}
