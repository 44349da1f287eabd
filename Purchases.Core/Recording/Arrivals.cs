namespace Purchases.Core.Recording;

/// <summary>
/// Tells those who wait for a purchase that this process has recorded it. What another process records they find by looking.
/// </summary>
public sealed class Arrivals
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, Expected> _expected = new(StringComparer.Ordinal);

    /// <summary>Waits for the purchase with this eventId; begin before looking for it, so that nothing is missed in between.</summary>
    /// <returns>Its task ends when the purchase arrives. Dispose it when waiting is over.</returns>
    public Arrival Expect(string eventId)
    {
        lock (_lock)
        {
            if (!_expected.TryGetValue(eventId, out var expected)) _expected.Add(eventId, expected = new());
            expected.Waiting++;
            return new(this, eventId, expected);
        }
    }

    /// <summary>These have been through the store, which may have refused some: whoever waits for one looks for it now.</summary>
    internal void Announce(IReadOnlyList<PurchaseCreated> recorded)
    {
        lock (_lock)
        {
            if (_expected.Count == 0) return;
            foreach (var purchase in recorded)
            {
                if (_expected.Remove(purchase.EventId, out var expected)) expected.Arrived.TrySetResult();
            }
        }
    }

    private void GiveUp(string eventId, Expected expected)
    {
        lock (_lock)
        {
            // It may have arrived meanwhile, and others may wait for it again.
            if (--expected.Waiting == 0 && _expected.GetValueOrDefault(eventId) == expected) _expected.Remove(eventId);
        }
    }

    internal sealed class Expected
    {
        public TaskCompletionSource Arrived { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public int Waiting { get; set; }
    }

    /// <summary>One call that waits for a purchase.</summary>
    public sealed class Arrival : IDisposable
    {
        private readonly Arrivals _arrivals;
        private readonly string _eventId;
        private readonly Expected _expected;

        internal Arrival(Arrivals arrivals, string eventId, Expected expected) =>
            (_arrivals, _eventId, _expected) = (arrivals, eventId, expected);

        public Task Task => _expected.Arrived.Task;

        public void Dispose() => _arrivals.GiveUp(_eventId, _expected);
    }
}
