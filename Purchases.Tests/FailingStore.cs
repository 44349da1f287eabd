using System.Reflection;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Purchases.Core.Http;
using Purchases.Local.Embedded;

namespace Purchases.Tests;

/// <summary>Local's store, which can be made to fail: before anything is written, or after all of it is, as when a reply is lost.</summary>
#pragma warning disable CA1852 // DispatchProxy derives from it.
internal class FailingStore : DispatchProxy
#pragma warning restore CA1852
{
    private SqlitePurchaseStore _purchases = null!;
    private SqliteRejectedEventStore _rejectedEvents = null!;
    private int _attempts;

    /// <summary>Thrown by every member before it does anything; null lets it through.</summary>
    public volatile Exception? FailsWith;

    /// <summary>Thrown by writes after they were done; null lets them return.</summary>
    public volatile Exception? RepliesWith;

    /// <summary>An eventId that the store never accepts; null for none.</summary>
    public volatile string? Refuses;

    internal interface IStores : IPurchaseStore, IRejectedEventStore;

    /// <summary>Calls of <see cref="WriteAsync"/> so far.</summary>
    public int Attempts => Volatile.Read(ref _attempts);

    /// <summary>Replaces the store by one of these, which is then among the services.</summary>
    public static void Add(IServiceCollection services)
    {
        services.AddSingleton<SqlitePurchaseStore>().AddSingleton<SqliteRejectedEventStore>().AddSingleton(Create);
        services.AddSingleton(provider => (FailingStore)(object)provider.GetRequiredService<IStores>());
        services.Replace(ServiceDescriptor.Singleton<IPurchaseStore>(provider => provider.GetRequiredService<IStores>()));
        services.Replace(ServiceDescriptor.Singleton<IRejectedEventStore>(provider => provider.GetRequiredService<IStores>()));
        services.PostConfigure<HealthCheckServiceOptions>(
            options => options.Registrations.Remove(options.Registrations.First(check => check.Name == "store")));
        services.AddReadiness<FailingStore>(
            "store", (store, _) => store.FailsWith is { } failure ? Task.FromException(failure) : Task.CompletedTask);
    }

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
    {
        if (targetMethod!.Name == nameof(IPurchaseStore.WriteAsync))
            return WriteAsync((IReadOnlyList<PurchaseCreated>)args![0]!, (CancellationToken)args[1]!);
        if (FailsWith is { } failure) throw failure;
        object store = targetMethod.DeclaringType == typeof(IPurchaseStore) ? _purchases : _rejectedEvents;
        return targetMethod.Invoke(store, BindingFlags.DoNotWrapExceptions, null, args, null);
    }

    private static IStores Create(IServiceProvider provider)
    {
        var stores = Create<IStores, FailingStore>();
        var failing = (FailingStore)(object)stores;
        failing._purchases = provider.GetRequiredService<SqlitePurchaseStore>();
        failing._rejectedEvents = provider.GetRequiredService<SqliteRejectedEventStore>();
        return stores;
    }

    private async Task<IReadOnlyList<WriteOutcome>> WriteAsync(IReadOnlyList<PurchaseCreated> batch, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _attempts);
        if (FailsWith is { } failure) throw failure;
        var accepted = batch.Where(purchase => purchase.EventId != Refuses).ToList();
        var written = new Queue<WriteOutcome>(await _purchases.WriteAsync(accepted, cancellationToken));
        var outcomes = batch.Select(purchase => purchase.EventId == Refuses ? WriteOutcome.Refused : written.Dequeue()).ToList();
        return RepliesWith is { } lost ? throw lost : outcomes;
    }
}
