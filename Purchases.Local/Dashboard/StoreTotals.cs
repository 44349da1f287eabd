using Microsoft.Data.Sqlite;
using Purchases.Core;
using Purchases.Local.Embedded;
using Purchases.Local.Telemetry;

namespace Purchases.Local.Dashboard;

/// <summary>How much the store keeps.</summary>
internal sealed class StoreTotals(StoreFile file, TimeProvider time)
{
    // Counting takes about a tenth of a second for a million purchases: a large store is counted less often, at most a fiftieth of the
    // time.
    private const int RestPerCount = 49;

    private long? _purchases;
    private TopicProgress _countedAt;
    private long _countedUntil;
    private TimeSpan _rest;

    /// <summary>Recorded purchases. Of a large store that grows it may be some seconds old.</summary>
    /// <param name="place">How far the consumer group has come: nothing is recorded while it stays there.</param>
    /// <exception cref="UnavailableException">The store can't be read now.</exception>
    public async Task<long> PurchasesAsync(TopicProgress place, CancellationToken cancellationToken)
    {
        if (_purchases is { } known && (place == _countedAt || time.GetElapsedTime(_countedUntil) < _rest)) return known;

        var start = time.GetTimestamp();
        var counted = await CountAsync(cancellationToken);
        _purchases = counted;
        _countedAt = place;
        _countedUntil = time.GetTimestamp();
        _rest = time.GetElapsedTime(start, _countedUntil) * RestPerCount;
        return counted;
    }

    /// <exception cref="UnavailableException">The store can't be read now.</exception>
    public Task<RejectedWaiting> RejectedAsync(CancellationToken cancellationToken) =>
        file.ReadAsync(
            connection =>
            {
                using var command = new SqliteCommand(RejectedRows.WaitingSql, connection);
                using var row = command.ExecuteReader();
                row.Read();
                return new RejectedWaiting(row.GetInt64(0), row.IsDBNull(1) ? null : row.GetString(1));
            },
            cancellationToken);

    private Task<long> CountAsync(CancellationToken cancellationToken) =>
        file.ReadAsync(
            connection =>
            {
                using var count = new SqliteCommand(SqlitePurchases.CountSql, connection);
                return (long)count.ExecuteScalar()!;
            },
            cancellationToken);
}

/// <summary>The rejected events that wait for a person.</summary>
/// <param name="Newest">The newest one's position; null when none waits.</param>
internal sealed record RejectedWaiting(long Count, string? Newest);
