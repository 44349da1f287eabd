using System.Text;
using Purchases.Core.Json;
using Purchases.Local;
using Purchases.Local.Embedded;
using Purchases.Local.Import;
using Purchases.Tests.Scenarios;

namespace Purchases.Tests.Import;

/// <summary><c>export FILE</c>, and the way back by <c>import</c>.</summary>
public sealed class ExportTests : FolderTests
{
    [Fact]
    public async Task Every_purchase_and_every_other_event_is_written_once_and_imported_again()
    {
        // The first is recorded. The others are only on the log: one isn't recorded yet, and one is a conflict.
        var recorded = PurchaseJson.Write(Some.Purchase);
        var unrecorded = PurchaseJson.Write(Some.Purchase with { EventId = "e2", UserId = " u{2" });
        var conflict = PurchaseJson.Write(Some.Purchase with { ItemId = "i2" });
        await using (var local = await RunningLocal.StartAsync(_folder))
        {
            await local.Log.AppendAsync(new(null, Encoding.UTF8.GetBytes(recorded), []));
            await local.RecordedAsync("u1", 1);
        }

        await using (var topic = new TopicLog(new(_folder.File("data")), "purchases.v1", TimeProvider.System))
        {
            foreach (var json in new[] { unrecorded, conflict }) await topic.AppendAsync(new(null, Encoding.UTF8.GetBytes(json), []));
        }

        await SucceedsAsync("export", _folder.File("data"));
        Assert.Equal($"u1\t{recorded}\n u{{2\t{unrecorded}\nu1\t{conflict}\n", await File.ReadAllTextAsync(_folder.File("events.txt")));

        using var other = new TestFolder();
        await SucceedsAsync("import", other.File("data"));
        await using var copy = await RunningLocal.StartAsync(other);
        Assert.Single(await copy.RecordedAsync("u1", 1));
        Assert.Single(await copy.RecordedAsync(" u{2", 1));
        await Eventually.TrueAsync(async () => (await RejectedTests.ListAsync(copy)).Rejected.Count == 1);
    }

    [Fact]
    public async Task An_existing_file_is_not_overwritten()
    {
        Directory.CreateDirectory(_folder.File("data"));
        await File.WriteAllTextAsync(_folder.File("events.txt"), "mine");

        await FailsAsync();
        Assert.Equal("mine", await File.ReadAllTextAsync(_folder.File("events.txt")));
    }

    [Fact]
    public async Task A_missing_data_directory_is_not_created()
    {
        await FailsAsync();
        Assert.Empty(Directory.GetFileSystemEntries(_folder.Path));
    }

    private Task FailsAsync() => Assert.ThrowsAsync<StartupException>(() =>
        ExportCommand.RunAsync(new() { Data = _folder.File("data") }, _folder.File("events.txt"), CancellationToken.None));

    private async Task SucceedsAsync(string command, string data)
    {
        using var local = LocalProcess.Launch(_folder.Path, [command, "events.txt", "--data", data]);
        Assert.Equal(0, await local.ExitAsync());
    }
}
