using Purchases.Core;
using Purchases.Core.Json;
using Purchases.Tests.Scenarios;

namespace Purchases.Tests.Import;

/// <summary><c>export FILE</c>, and the way back by <c>import</c>.</summary>
public sealed class ExportTests : IDisposable
{
    private static readonly string Recorded = PurchaseJson.Write(new()
    {
        EventId = "e1",
        Timestamp = EventTimestamp.From(new(2026, 1, 15, 10, 34, 14, TimeSpan.Zero)),
        UserId = "u1",
        ItemId = "i1",
        Quantity = 1,
    });

    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Every_purchase_and_every_other_event_is_written_once_and_imported_again()
    {
        // Recorded; then on the log only: one that isn't recorded yet, and a conflict.
        await ImportAsync(_folder, Recorded);
        await using (var local = await RunningLocal.StartAsync(_folder)) await local.RecordedAsync("u1", 1);
        var waiting = Recorded.Replace("e1", "e2", StringComparison.Ordinal).Replace("u1", " u{2", StringComparison.Ordinal);
        var conflict = Recorded.Replace("i1", "i2", StringComparison.Ordinal);
        await ImportAsync(_folder, $"{waiting}\n{conflict}");

        Assert.Equal(0, await ExportAsync());

        Assert.Equal($"u1\t{Recorded}\n u{{2\t{waiting}\nu1\t{conflict}\n", await File.ReadAllTextAsync(_folder.File("events.txt")));
        using var other = new TestFolder();
        await ImportAsync(other, await File.ReadAllTextAsync(_folder.File("events.txt")));
        await using var copy = await RunningLocal.StartAsync(other);
        Assert.Single(await copy.RecordedAsync("u1", 1));
        Assert.Single(await copy.RecordedAsync(" u{2", 1));
        await Eventually.TrueAsync(async () => (await RejectedTests.ListAsync(copy)).Rejected.Count == 1);
    }

    [Fact]
    public async Task A_file_that_exists_is_not_overwritten()
    {
        await ImportAsync(_folder, Recorded);
        await File.WriteAllTextAsync(_folder.File("events.txt"), "mine");

        Assert.Equal(1, await ExportAsync());
        Assert.Equal("mine", await File.ReadAllTextAsync(_folder.File("events.txt")));
    }

    [Fact]
    public async Task A_data_directory_that_does_not_exist_is_not_created()
    {
        Assert.Equal(1, await ExportAsync());
        Assert.False(Directory.Exists(_folder.File("data")));
        Assert.False(File.Exists(_folder.File("events.txt")));
    }

    private static async Task ImportAsync(TestFolder folder, string lines)
    {
        await File.WriteAllTextAsync(folder.File("lines"), lines);
        using var import = LocalProcess.Launch(folder.Path, ["import", "lines", "--data", folder.File("data")]);
        Assert.Equal(0, await import.ExitAsync());
    }

    private async Task<int> ExportAsync()
    {
        using var export = LocalProcess.Launch(_folder.Path, ["export", "events.txt", "--data", _folder.File("data")]);
        return await export.ExitAsync();
    }
}
