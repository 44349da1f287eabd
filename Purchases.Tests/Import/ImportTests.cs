using Purchases.Tests.Scenarios;

namespace Purchases.Tests.Import;

/// <summary><c>import FILE|-</c> as a person at a terminal meets it.</summary>
public sealed class ImportTests : IDisposable
{
    private const string Event = """{"eventId":"e1","timestamp":"2026-01-15T10:34:14Z","userId":"u1","itemId":"event","quantity":1}""";
    private const string Buy = """{"userId":"u1","itemId":"buy","quantity":2}""";

    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Events_and_buys_are_recorded_by_the_next_Local_that_starts()
    {
        var (code, output) = await ImportAsync($"{Event}\n\n{Buy}\r\n{Buy}");

        Assert.Equal(0, code);
        Assert.Contains($"3 lines put on topic purchases.v1: 1 event, 2 buys. Data directory: {_folder.File("data")}", output);
        await using var local = await RunningLocal.StartAsync(_folder);
        var items = (await local.RecordedAsync("u1", 3)).Select(p => p!["itemId"]!.GetValue<string>());
        Assert.Equal(["buy", "buy", "event"], items);
    }

    [Fact]
    public async Task A_running_Local_records_what_is_imported_meanwhile()
    {
        await using var local = await RunningLocal.StartAsync(_folder);

        await ImportAsync(Event);

        Assert.Single(await local.RecordedAsync("u1", 1));
    }

    [Fact]
    public async Task Importing_again_records_nothing_twice()
    {
        await ImportAsync($"{Event}\n{Buy}\n{Buy}\n");
        await ImportAsync($"{Event}\n{Buy}\n{Buy}\n");
        await ImportAsync(Event.Replace("e1", "e2", StringComparison.Ordinal));

        await using var local = await RunningLocal.StartAsync(_folder);

        await Eventually.GetAsync(() => local.Client.GetAsync("/purchases/e2"), response => response.IsSuccessStatusCode);
        Assert.Equal(4, (await local.PurchasesAsync("u1")).Count);
        Assert.Empty((await RejectedTests.ListAsync(local)).Rejected);
    }

    [Fact]
    public async Task Bad_lines_are_left_out_and_named_with_their_reasons()
    {
        var (code, output) = await ImportAsync($$"""
            {{Event}}
            {bad
            {"userId":"u1","itemId":"i1","qty":2}
            {"eventId":"e3","userId":"u1","itemId":"i1","quantity":2}
            {"note":"{{new string('x', 70_000)}}"}
            {{Buy}}
              {"userId":"é",}
            {"userId":"u1"
            """);

        Assert.Equal(1, code);
        Assert.Contains(output,
            line => line.StartsWith("2 lines put on topic purchases.v1: 1 event, 1 buy.", StringComparison.Ordinal));
        Assert.Contains("6 bad lines skipped:", output);
        Assert.Contains("  line 2: it is not valid JSON (byte 2)", output);
        Assert.Contains("  line 3: quantity is missing: it is called quantity, not qty", output);
        Assert.Contains("  line 4: timestamp is missing", output);
        Assert.Contains(output, line => line.StartsWith("  line 5: it is longer", StringComparison.Ordinal));
        Assert.Contains("  line 7: it is not valid JSON (byte 18)", output);
        Assert.Contains("  line 8: it is not valid JSON (byte 15)", output);
    }

    // Without this rule a cancellation or a refund would be bought again.
    [Theory]
    [InlineData("""{"eventType":"PurchaseCancelled","occurredAt":"2026-01-15","userId":"u1","itemId":"i1","quantity":2}""", "eventType")]
    [InlineData("""{"eventType":"PurchaseRefunded","eventVersion":2,"userId":"u1","itemId":"i1","quantity":2}""", "eventVersion")]
    [InlineData("""{"timestamp":"2026-01-15T10:34:14Z","userId":"u1","itemId":"i1","quantity":2}""", "eventId")]
    public async Task A_line_with_any_member_of_an_event_is_never_a_buy(string line, string reason)
    {
        var (code, output) = await ImportAsync(line, null, "--dry-run");

        Assert.Equal(1, code);
        Assert.Contains(output, told => told.StartsWith("  line 1: ", StringComparison.Ordinal) &&
            told.Contains(reason, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Ignored_members_of_buys_are_named_once()
    {
        var (code, output) = await ImportAsync(
            $$"""
            {"userId":"u1","itemId":"i1","quantity":2,"orderId":17,"occurredAt":"2026-01-15"}
            {"userId":"u1","itemId":"i1","quantity":2,"orderId":18}
            {{Buy}}
            """,
            null,
            "--dry-run");

        Assert.Equal(0, code);
        Assert.Contains("Ignored members of buys: occurredAt (1 line), orderId (2 lines).", output);
    }

    [Theory]
    [InlineData($"[{Event},\n{Buy}]", "starts an array")]
    [InlineData("{\n  \"userId\": \"u1\",\n  \"itemId\": \"i1\",\n  \"quantity\": 2\n}", "starts a pretty-printed object")]
    public async Task A_file_that_is_not_JSON_lines_gets_one_message(string content, string told)
    {
        await File.WriteAllTextAsync(_folder.File("all.json"), content);
        using var import = LocalProcess.Launch(_folder.Path, ["import", "all.json", "--data", _folder.File("data")]);

        Assert.Equal(1, await import.ExitAsync());
        var line = Assert.Single(import.Errors);
        Assert.Contains("One JSON object per line is expected", line, StringComparison.Ordinal);
        Assert.Contains(told, line, StringComparison.Ordinal);
        Assert.Empty(import.Output);
    }

    [Fact]
    public async Task Lines_that_are_recorded_already_are_counted()
    {
        await ImportAsync($"{Event}\n{Buy}");
        await using var local = await RunningLocal.StartAsync(_folder);
        await local.RecordedAsync("u1", 2);

        var (code, output) = await ImportAsync($"{Event}\n{Buy}\n{Buy}");

        Assert.Equal(0, code);
        Assert.Contains("2 lines skipped: imported earlier under the same name, or recorded in another way.", output);
        await local.RecordedAsync("u1", 3);
    }

    [Fact]
    public async Task Of_many_bad_lines_the_first_are_shown_and_the_rest_counted()
    {
        var (_, output) = await ImportAsync(string.Concat(Enumerable.Repeat("{bad\n", 30)));

        Assert.Contains("30 bad lines skipped:", output);
        Assert.Equal(20, output.Count(line => line.StartsWith("  line ", StringComparison.Ordinal)));
        Assert.Contains("  and 10 more", output);
    }

    [Fact]
    public async Task Many_lines_are_all_imported()
    {
        await ImportAsync(
            string.Concat(Enumerable.Range(0, 5000).Select(i => Event.Replace("e1", $"e{i}", StringComparison.Ordinal) + "\n")));

        await using var local = await RunningLocal.StartAsync(_folder);
        Assert.Equal(5000, local.Log.EndOffset());
        Assert.Equal(5000, (await local.RecordedAsync("u1", 5000)).Count);
    }

    [Fact]
    public async Task A_dry_run_says_the_same_and_writes_nothing()
    {
        var (code, output) = await ImportAsync($"{Event}\n{Buy}\n{{bad", null, "--dry-run");

        Assert.Equal(1, code);
        Assert.Contains("2 lines could be put on topic purchases.v1: 1 event, 1 buy. Nothing was written.", output);
        Assert.Contains("1 bad line skipped:", output);
        Assert.False(Directory.Exists(_folder.File("data")));
    }

    [Theory]
    [InlineData("--name", "import", "-")]
    [InlineData("FILE", "import")]
    [InlineData("There is no file missing.jsonl.", "import", "missing.jsonl")]
    [InlineData(". is a directory. Name one file", "import", ".")]
    public async Task What_is_no_file_ends_it_in_one_line(string told, params string[] arguments)
    {
        using var import = LocalProcess.Launch(_folder.Path, arguments);

        Assert.Equal(1, await import.ExitAsync());
        var line = Assert.Single(import.Errors);
        Assert.StartsWith("Purchases.Local: ", line, StringComparison.Ordinal);
        Assert.Contains(told, line, StringComparison.Ordinal);
        Assert.Empty(import.Output);
    }

    [Fact]
    public async Task The_same_buy_in_an_import_of_another_name_is_another_purchase()
    {
        await ImportAsync(Buy, "january");
        await ImportAsync(Buy, "february");
        await ImportAsync(Buy, "february");
        await ImportAsync(Event);

        await using var local = await RunningLocal.StartAsync(_folder);

        await Eventually.GetAsync(() => local.Client.GetAsync("/purchases/e1"), response => response.IsSuccessStatusCode);
        Assert.Equal(3, (await local.PurchasesAsync("u1")).Count);
    }

    private async Task<(int Code, IReadOnlyCollection<string> Output)> ImportAsync(
        string lines, string? name = null, params string[] options)
    {
        var file = _folder.File("purchases.jsonl");
        await File.WriteAllTextAsync(file, lines);
        using var import = LocalProcess.Launch(
            _folder.Path,
            ["import", file, "--data", _folder.File("data"), .. name is null ? Array.Empty<string>() : ["--name", name], .. options]);
        var code = await import.ExitAsync();
        return (code, import.Output);
    }
}
