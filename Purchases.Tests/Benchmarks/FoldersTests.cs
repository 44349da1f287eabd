using Purchases.Benchmarks;
using Purchases.Benchmarks.Results;

namespace Purchases.Tests.Benchmarks;

/// <summary>A folder that will not do is refused before anything is measured.</summary>
public sealed class FoldersTests : IDisposable
{
    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Results_cannot_go_where_a_file_is()
    {
        await File.WriteAllTextAsync(_folder.File("file"), "");

        Assert.Contains("--out", Assert.Throws<BenchmarkException>(() => new ResultsFiles(_folder.File("file"))).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Results_need_a_directory_with_a_name() => Assert.Throws<BenchmarkException>(() => new ResultsFiles(""));

    [Fact]
    public void A_directory_for_the_results_is_made()
    {
        _ = new ResultsFiles(_folder.File("a/b"));

        Assert.True(Directory.Exists(_folder.File("a/b")));
    }

    [Theory]
    [InlineData("missing")]
    [InlineData("")]
    public void Data_goes_only_into_a_directory_that_exists(string name)
    {
        var path = name.Length == 0 ? "" : _folder.File(name);

        Assert.Contains("--data", Assert.Throws<BenchmarkException>(() => new TempFolder(path)).Message, StringComparison.Ordinal);
        Assert.False(Directory.Exists(_folder.File("missing")));
    }
}
