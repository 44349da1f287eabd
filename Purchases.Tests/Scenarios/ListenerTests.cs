using Microsoft.Extensions.Logging.Testing;
using Purchases.Local.Embedded;

namespace Purchases.Tests.Scenarios;

/// <summary>Whatever stops consuming is reported, and consuming continues afterwards.</summary>
public sealed class ListenerTests : FolderTests
{
    [Fact]
    public async Task A_process_that_is_on_standby_after_an_error_is_ready_logs_it_once_and_takes_over()
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
    public async Task Not_ready_while_the_log_can_not_be_read()
    {
        using var logs = new FakeLoggerProvider();
        await using var local = await RunningLocal.StartFailingAsync(_folder, new HurriedTime(100), logs);
        await local.BuyAsync("u1", "i1", 1);
        await local.RecordedAsync("u1", 1);
        using var other = _folder.Open(DataFiles.Log);

        other.Execute("ALTER TABLE batches RENAME TO moved");
        await local.Client.NotReadyAsync("events (nothing is consumed: The log of topic purchases.v1 can't be used");

        other.Execute("ALTER TABLE moved RENAME TO batches");
        await local.Client.ReadyAsync();
        await Eventually.TrueAsync(() => logs.Count("Consuming for RecordPurchases works again") == 1);
    }

    [Fact]
    public async Task A_consumer_without_events_does_not_count_as_hanging()
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

    private async Task<string> LockOfTheGroupAsync()
    {
        await using var local = await RunningLocal.StartAsync(_folder);
        return (await Eventually.GetAsync(
            () => Task.FromResult(Directory.GetFiles(_folder.File("data"), "consumer-*.lock")), locks => locks.Length > 0)).Single();
    }
}
