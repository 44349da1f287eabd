using System.Collections.Concurrent;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging.Testing;
using Moq;
using Purchases.Core;
using Purchases.Core.Recording;
using Purchases.Local.Embedded;
using Purchases.Tests.Support;

namespace Purchases.Tests.Scenarios;

/// <summary>Whatever stops consuming, it is told of, and consuming goes on when it is over.</summary>
public sealed class ListenerTests : IDisposable
{
    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Consuming_begins_again_after_an_unhandled_exception_and_the_host_is_not_ready_meanwhile()
    {
        var path = await LockOfTheGroupAsync();
        File.Delete(path);
        Directory.CreateDirectory(path);

        await using var local = await RunningLocal.StartAsync(
            _folder, services => services.Replace(ServiceDescriptor.Singleton<TimeProvider>(new HurriedTime(100))));
        await local.BuyAsync("u1", "i1", 1);
        Assert.DoesNotContain(_folder.Path, await local.Client.NotReadyAsync("events"), StringComparison.Ordinal);

        Directory.Delete(path);

        Assert.Single(await local.RecordedAsync("u1", 1));
        await local.Client.ReadyAsync();
    }

    [Fact]
    public async Task One_that_stands_by_after_an_error_is_ready_says_so_once_and_takes_over()
    {
        var path = await LockOfTheGroupAsync();
        File.Delete(path);
        Directory.CreateDirectory(path);
        var time = Some.Clock();
        using var logs = new FakeLoggerProvider();
        await using var local = await RunningLocal.StartFailingAsync(_folder, time, logs);
        await local.Client.NotReadyAsync("nothing is consumed");

        Directory.Delete(path);
        for (var i = 0; i < 20; i++) Assert.Contains("nothing is consumed", await local.Client.ReadinessAsync(), StringComparison.Ordinal);
        using (var other = new DataDirectory(_folder.File("data")).TryLock(Path.GetFileName(path)))
        {
            Assert.NotNull(other);
            time.Advance(TimeSpan.FromSeconds(5));
            await local.Client.ReadyAsync();
            for (var second = 0; second < 20; second++)
            {
                time.Advance(TimeSpan.FromSeconds(1));
                await local.Client.ReadinessAsync();
            }
        }

        await local.BuyAsync("u1", "i1", 1);
        await Eventually.TrueAsync(async () =>
        {
            time.Advance(TimeSpan.FromSeconds(1));
            return (await local.PurchasesAsync("u1")).Count == 1;
        });
        Assert.Single(logs.Lines(), line => line.StartsWith("Error: Consuming for RecordPurchases fails: ", StringComparison.Ordinal));
        Assert.Single(logs.Lines(), line => line.Contains("Consuming for RecordPurchases works again", StringComparison.Ordinal));
        Assert.Single(logs.Lines(), line => line.Contains("RecordPurchases is on standby", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_log_that_can_not_be_read_makes_the_host_unready_until_it_can()
    {
        using var logs = new FakeLoggerProvider();
        await using var local = await RunningLocal.StartFailingAsync(_folder, new HurriedTime(100), logs);
        await local.BuyAsync("u1", "i1", 1);
        await local.RecordedAsync("u1", 1);
        using var other = _folder.Open(DataFiles.Log);

        SqliteFile.Execute(other, "ALTER TABLE batches RENAME TO moved");
        await local.Client.NotReadyAsync("events (nothing is consumed: The log of topic purchases.v1 can't be used");

        SqliteFile.Execute(other, "ALTER TABLE moved RENAME TO batches");
        await local.Client.ReadyAsync();
        await Eventually.TrueAsync(() => logs.Count("Consuming for RecordPurchases works again") == 1);
    }

    [Fact]
    public async Task One_that_has_nothing_to_consume_does_not_count_as_hanging()
    {
        var time = Some.Clock();
        using var logs = new FakeLoggerProvider();
        await using var local = await RunningLocal.StartFailingAsync(_folder, time, logs);
        await local.BuyAsync("u1", "i1", 1);
        await Eventually.TrueAsync(() => CommittedOffset.In(_folder) == 1);

        for (var second = 0; second < 30; second++)
        {
            Assert.Equal("""{"status":"ready"}""", await local.Client.ReadinessAsync());
            time.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.Equal(0, logs.Count("makes no progress"));
    }

    [Fact]
    public async Task A_consumer_group_may_have_any_name()
    {
        await using var local = await RunningLocal.StartAsync(_folder, null, ("KAFKA_GROUP_ID", $"a/b {new string('g', 250)} 客户"));
        await local.BuyAsync("u1", "i1", 1);

        Assert.Single(await local.RecordedAsync("u1", 1));
    }

    [Fact]
    public async Task Two_groups_consume_side_by_side()
    {
        await using var one = await RunningLocal.StartAsync(_folder, null, ("KAFKA_GROUP_ID", "one"));
        await using var other = await RunningLocal.StartAsync(_folder, null, ("KAFKA_GROUP_ID", "other"));
        await one.BuyAsync("u1", "i1", 1);

        var offsets = one.Services.GetRequiredService<ConsumerOffsets>();
        await Eventually.TrueAsync(() => offsets.Find("one", "purchases.v1") == 1 && offsets.Find("other", "purchases.v1") == 1);
    }

    // As in the isolated worker: what a function is given for one invocation, a connection say, isn't kept for ever.
    [Fact]
    public async Task What_a_batch_was_given_for_itself_ends_with_it()
    {
        var given = new ConcurrentBag<Mock<IPurchaseStore>>();
        await using var local = await RunningLocal.StartAsync(_folder, services =>
        {
            services.Replace(ServiceDescriptor.Scoped<Recorder, Recorder>());
            services.Replace(ServiceDescriptor.Scoped(_ =>
            {
                var store = new Mock<IPurchaseStore>();
                store.As<IDisposable>();
                store.Setup(one => one.WriteAsync(It.IsAny<IReadOnlyList<PurchaseCreated>>(), It.IsAny<CancellationToken>()))
                    .ReturnsAsync([WriteOutcome.Recorded]);
                given.Add(store);
                return store.Object;
            }));
        });

        await local.BuyAsync("u1", "i1", 1);

        await Eventually.TrueAsync(() => given.Any(store =>
            Called(store, nameof(IPurchaseStore.WriteAsync)) && Called(store, nameof(IDisposable.Dispose))));

        static bool Called(Mock<IPurchaseStore> store, string method) => store.Invocations.Any(call => call.Method.Name == method);
    }

    [Fact]
    public async Task Records_that_are_appended_together_lie_side_by_side()
    {
        await using var local = await RunningLocal.StartAsync(_folder, null, [.. Settings.Functions("Buy")]);
        var batches = await Task.WhenAll(Enumerable.Range(0, 50).Select(async batch =>
            (Batch: batch, First: await local.Log.AppendAllAsync([.. Enumerable.Range(0, 3)
                .Select(i => new LogRecord(null, Encoding.UTF8.GetBytes($"{batch}-{i}"), []))]))));

        var values = local.Log.Read(0, 1000).Select(record => Encoding.UTF8.GetString(record.Value)).ToList();

        Assert.Equal(150, values.Count);
        Assert.All(batches, batch =>
            Assert.Equal([$"{batch.Batch}-0", $"{batch.Batch}-1", $"{batch.Batch}-2"], values.Skip((int)batch.First).Take(3)));
    }

    private async Task<string> LockOfTheGroupAsync()
    {
        await using var local = await RunningLocal.StartAsync(_folder);
        return (await Eventually.GetAsync(
            () => Task.FromResult(Directory.GetFiles(_folder.File("data"), "purchases.v1-*.lock")), locks => locks.Length > 0)).Single();
    }
}
