namespace Purchases.Tests.Scenarios;

/// <summary>What docs/runbook.md says of backing up Local: the data directory is all there is.</summary>
public sealed class RestoreTests
{
    [Fact]
    public async Task A_copy_of_the_data_directory_is_started_in_its_place_and_goes_on()
    {
        using var folder = new TestFolder();
        using var restored = new TestFolder();
        await using (var local = await RunningLocal.StartAsync(folder))
        {
            await local.BuyAsync("u1", "i1", 1);
            await local.RecordedAsync("u1", 1);
        }

        var copy = Directory.CreateDirectory(restored.File("data")).FullName;
        foreach (var file in Directory.GetFiles(folder.File("data"))) File.Copy(file, Path.Combine(copy, Path.GetFileName(file)));

        await using var again = await RunningLocal.StartAsync(restored);
        Assert.Single(await again.PurchasesAsync("u1"));
        await again.BuyAsync("u1", "i2", 1);
        await again.RecordedAsync("u1", 2);
    }
}
