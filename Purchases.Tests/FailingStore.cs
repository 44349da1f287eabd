using System.Runtime.CompilerServices;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Purchases.Core;
using Purchases.Core.Http;
using Purchases.Local.Embedded;

namespace Purchases.Tests;

/// <summary>Local's store, which can be made to fail: before anything is written, or after all of it is, as when a reply is lost.</summary>
internal sealed class FailingStore(SqlitePurchaseStore purchases, SqliteRejectedEventStore rejectedEvents)
    : IPurchaseStore, IRejectedEventStore
{
    private int _attempts;

    /// <summary>Thrown by every member instead of what it does; null lets them through.</summary>
    public volatile Exception? FailsWith;

    /// <summary>Thrown by writes after they were done; null lets them return.</summary>
    public volatile Exception? RepliesWith;

    /// <summary>What writes wait for before anything is written; null lets them go on.</summary>
    public volatile Task? WaitsFor;

    /// <summary>An eventId that the store will never take; null refuses none.</summary>
    public volatile string? Refuses;

    /// <summary>Calls of <see cref="WriteAsync"/> so far.</summary>
    public int Attempts => Volatile.Read(ref _attempts);

    /// <summary>Puts one in the place of the store; it is among the services then.</summary>
    public static void Add(IServiceCollection services)
    {
        services.AddSingleton<SqlitePurchaseStore>();
        services.AddSingleton<SqliteRejectedEventStore>();
        services.AddSingleton<FailingStore>();
        services.Replace(ServiceDescriptor.Singleton<IPurchaseStore>(provider => provider.GetRequiredService<FailingStore>()));
        services.Replace(ServiceDescriptor.Singleton<IRejectedEventStore>(provider => provider.GetRequiredService<FailingStore>()));
        services.PostConfigure<HealthCheckServiceOptions>(
            options => options.Registrations.Remove(options.Registrations.First(check => check.Name == "store")));
        services.AddReadiness<FailingStore>("store", (store, cancellationToken) => store.CheckAsync(cancellationToken));
    }

    public async Task<IReadOnlyList<WriteOutcome>> WriteAsync(IReadOnlyList<PurchaseCreated> batch, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _attempts);
        if (WaitsFor is { } waited) await waited.WaitAsync(cancellationToken);
        if (FailsWith is { } failure) throw failure;
        var taken = batch.Where(purchase => purchase.EventId != Refuses).ToList();
        var written = new Queue<WriteOutcome>(await purchases.WriteAsync(taken, cancellationToken));
        var outcomes = batch.Select(purchase => purchase.EventId == Refuses ? WriteOutcome.Refused : written.Dequeue()).ToList();
        return RepliesWith is { } lost ? throw lost : outcomes;
    }

    public Task<PurchaseCreated?> FindAsync(string eventId, CancellationToken cancellationToken) =>
        FailsWith is { } failure ? Task.FromException<PurchaseCreated?>(failure) : purchases.FindAsync(eventId, cancellationToken);

    public Task<IReadOnlyList<PurchaseCreated>> FindAllAsync(IReadOnlyCollection<string> eventIds, CancellationToken cancellationToken) =>
        FailsWith is { } failure
            ? Task.FromException<IReadOnlyList<PurchaseCreated>>(failure)
            : purchases.FindAllAsync(eventIds, cancellationToken);

    public async IAsyncEnumerable<PurchaseCreated> ListAsync(
        string userId,
        PageCursor? after,
        int? limit,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (FailsWith is { } failure) throw failure;
        await foreach (var purchase in purchases.ListAsync(userId, after, limit, cancellationToken)) yield return purchase;
    }

    public Task KeepAsync(IReadOnlyList<RejectedEvent> rejected, CancellationToken cancellationToken) =>
        FailsWith is { } failure ? Task.FromException(failure) : rejectedEvents.KeepAsync(rejected, cancellationToken);

    public Task<IReadOnlyList<RejectedSummary>> ListAsync(
        RejectedState state,
        PageCursor? after,
        int limit,
        CancellationToken cancellationToken) =>
        FailsWith is { } failure
            ? Task.FromException<IReadOnlyList<RejectedSummary>>(failure)
            : rejectedEvents.ListAsync(state, after, limit, cancellationToken);

    public Task<RejectedEvent?> FindAsync(EventPosition position, CancellationToken cancellationToken) =>
        FailsWith is { } failure ? Task.FromException<RejectedEvent?>(failure) : rejectedEvents.FindAsync(position, cancellationToken);

    public Task<bool> TryClaimAsync(EventPosition position, EventTimestamp now, CancellationToken cancellationToken) =>
        FailsWith is { } failure ? Task.FromException<bool>(failure) : rejectedEvents.TryClaimAsync(position, now, cancellationToken);

    public Task ReleaseAsync(EventPosition position, EventTimestamp claimedAt, CancellationToken cancellationToken) =>
        FailsWith is { } failure ? Task.FromException(failure) : rejectedEvents.ReleaseAsync(position, claimedAt, cancellationToken);

    public Task MarkReplayedAsync(IReadOnlyList<Replayed> replayed, CancellationToken cancellationToken) =>
        FailsWith is { } failure ? Task.FromException(failure) : rejectedEvents.MarkReplayedAsync(replayed, cancellationToken);

    public Task<bool> TryDismissAsync(EventPosition position, Dismissal dismissal, CancellationToken cancellationToken) =>
        FailsWith is { } failure ? Task.FromException<bool>(failure) : rejectedEvents.TryDismissAsync(
            position, dismissal, cancellationToken);

    public Task CheckAsync(CancellationToken cancellationToken) =>
        FailsWith is { } failure ? Task.FromException(failure) : Task.CompletedTask;
}
