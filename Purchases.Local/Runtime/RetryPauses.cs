using System.Globalization;
using Microsoft.Azure.Functions.Worker;

namespace Purchases.Local.Runtime;

/// <summary>
/// The pauses that a function's retry attribute asks for (for the recorder it is in Purchases.Functions/RecordPurchases.cs): doubling from
/// the shortest to the longest, each with up to a fifth of jitter, within those two bounds.
/// </summary>
internal sealed class RetryPauses
{
    private readonly int _maxRetryCount;
    private readonly TimeSpan _minimum;
    private readonly TimeSpan _maximum;

    public RetryPauses(RetryAttribute? retry)
    {
        if (retry is not ExponentialBackoffRetryAttribute backoff) return;
        _maxRetryCount = backoff.MaxRetryCount;
        _minimum = TimeSpan.Parse(backoff.MinimumInterval, CultureInfo.InvariantCulture);
        _maximum = TimeSpan.Parse(backoff.MaximumInterval, CultureInfo.InvariantCulture);
    }

    /// <param name="attempt">How many attempts have failed, from 1.</param>
    /// <returns>Null when the attribute allows no further attempt.</returns>
    public TimeSpan? After(int attempt)
    {
        if (_maxRetryCount >= 0 && attempt > _maxRetryCount) return null;

        var doubled = _minimum * Math.Pow(2, Math.Min(attempt - 1, 30));
#pragma warning disable CA5394 // Jitter needs no secrecy.
        var jitter = 0.8 + (Random.Shared.NextDouble() * 0.4);
#pragma warning restore CA5394
        var pause = doubled * jitter;
        return pause < _minimum ? _minimum : pause > _maximum ? _maximum : pause;
    }
}
