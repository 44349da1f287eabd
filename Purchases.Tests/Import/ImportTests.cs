using Purchases.Local;
using Purchases.Local.Import;
using Purchases.Tests.Scenarios;

namespace Purchases.Tests.Import;

/// <summary><c>import FILE|-</c> at a terminal.</summary>
public sealed class ImportTests : FolderTests
{
    private const string Event = """{"eventId":"e1","timestamp":"2026-01-15T10:34:14Z","userId":"u1","itemId":"event","quantity":1}""";
    private const string Buy = """{"userId":"u1","itemId":"buy","quantity":2}""";

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
    public async Task Bad_lines_are_skipped_and_listed_with_their_reasons()
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
    [Fact]
    public async Task A_line_with_any_member_of_an_event_is_never_a_buy()
    {
        var (code, output) = await ImportAsync(
            """
            {"eventType":"PurchaseCancelled","occurredAt":"2026-01-15","userId":"u1","itemId":"i1","quantity":2}
            {"eventType":"PurchaseRefunded","eventVersion":2,"userId":"u1","itemId":"i1","quantity":2}
            {"timestamp":"2026-01-15T10:34:14Z","userId":"u1","itemId":"i1","quantity":2}
            """,
            null,
            "--dry-run");

        Assert.Equal(1, code);
        foreach (var (line, reason) in new[] { (1, "eventType"), (2, "eventVersion"), (3, "eventId") })
            Assert.Single(output, told =>
                told.StartsWith($"  line {line}: ", StringComparison.Ordinal) && told.Contains(reason, StringComparison.Ordinal));
    }

    // As in a file that was put together from files with a byte order mark each.
    [Fact]
    public async Task A_byte_order_mark_or_an_undecodable_name_does_not_make_a_buy_of_an_event()
    {
        var (code, output) = await ImportAsync($"\uFEFF{Event}\n\uFEFF{Event}\n{{\"\\ud800\":1,{Event[1..]}", null, "--dry-run");

        Assert.Equal(0, code);
        Assert.Contains("3 lines could be put on topic purchases.v1: 3 events, 0 buys. Nothing was written.", output);
    }

    [Fact]
    public async Task A_damaged_event_with_a_tab_before_an_inner_object_is_a_bad_line()
    {
        var damaged = $"{Event[1..^1]},\"note\":\t{Buy}";
        var (code, output) = await ImportAsync($"{{{damaged}\n{{ {damaged}\n\uFEFF{{\t{damaged}", null, "--dry-run");

        Assert.Equal(1, code);
        Assert.Contains("3 bad lines skipped:", output);
    }

    [Fact]
    public async Task A_whole_event_with_a_tab_before_an_inner_object_is_an_event()
    {
        var whole = $"{Event[1..^1]},\"note\":\t{Buy}}}";
        var (code, output) = await ImportAsync($"{{{whole}\n \uFEFF{{\t{whole}", null, "--dry-run");

        Assert.Equal(0, code);
        Assert.Contains("2 lines could be put on topic purchases.v1: 2 events, 0 buys. Nothing was written.", output);
    }

    // A userId may look like JSON, and export writes it as the key.
    [Fact]
    public async Task A_key_of_any_kind_is_ignored()
    {
        string[] keys = ["u1", "17", "true", "null", "\"u1\"", "[1]", "{u1", "ａ"];
        var (code, output) = await ImportAsync(string.Join('\n', keys.Select(key => $"{key}\t{Event}")), null, "--dry-run");

        Assert.Equal(0, code);
        Assert.Contains("8 lines could be put on topic purchases.v1: 8 events, 0 buys. Nothing was written.", output);
    }

    [Fact]
    public async Task Names_of_members_are_cut_and_printed_without_control_characters()
    {
        var (_, output) = await ImportAsync($"{{\"\\u001b[31m\\n{new string('x', 50)}\":1,{Buy[1..]}", null, "--dry-run");

        Assert.Contains($"Ignored members of buys: \uFFFD[31m\uFFFD{new string('x', 34)}… (1 line).", output);
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
    public async Task A_file_that_is_not_JSON_lines_gets_one_message(string content, string named)
    {
        await File.WriteAllTextAsync(_folder.File("all.json"), content);

        var message = await FailsAsync("all.json");
        Assert.Contains("One JSON object per line is expected", message, StringComparison.Ordinal);
        Assert.Contains(named, message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Lines_that_are_already_recorded_are_counted()
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
    public async Task A_dry_run_reports_the_same_and_writes_nothing()
    {
        var (code, output) = await ImportAsync($"{Event}\n{Buy}\n{{bad", null, "--dry-run");

        Assert.Equal(1, code);
        Assert.Contains("2 lines could be put on topic purchases.v1: 1 event, 1 buy. Nothing was written.", output);
        Assert.Contains("1 bad line skipped:", output);
        Assert.False(Directory.Exists(_folder.File("data")));
    }

    [Theory]
    [InlineData("-", "--name")]
    [InlineData("missing.jsonl", "missing.jsonl")]
    [InlineData(".", "is a directory")]
    [InlineData("", "'' can't be read")]
    public async Task An_unusable_file_ends_it_in_one_line(string file, string named) =>
        Assert.Contains(named, await FailsAsync(file), StringComparison.Ordinal);

    [Fact]
    public async Task The_same_buy_in_an_import_of_another_name_is_another_purchase()
    {
        await ImportAsync(Buy, "january");
        await ImportAsync(Buy, "february");

        await using var local = await RunningLocal.StartAsync(_folder);
        await local.RecordedAsync("u1", 2);
    }

    private async Task<string> FailsAsync(string file)
    {
        var import = new ImportOptions(file is "-" or "" ? file : _folder.File(file), Name: null, DryRun: false);
        var failure = await Assert.ThrowsAsync<StartupException>(() => ImportCommand.RunAsync(
            new() { Data = _folder.File("data"), CurrentDirectory = _folder.Path }, import, CancellationToken.None));
        Assert.DoesNotContain('\n', failure.Message);
        return failure.Message;
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
