using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Purchases.Local;
using Purchases.Local.Embedded;

namespace Purchases.Tests.Scenarios;

/// <summary>Local's output at its start: the functions and their URLs, or one line that says what to correct.</summary>
public sealed class StartTests : FolderTests
{
    [Fact]
    public async Task It_prints_the_functions_with_their_URLs_and_stops_cleanly_on_Ctrl_C()
    {
        using var local = await StartWithDefaultSignalAsync("INT");

        Assert.Equal(
            [
                $"Dashboard: {local.Client.BaseAddress}", $"API docs: {local.Client.BaseAddress}docs",
                $"Data: {_folder.File("purchases-data")} (new)",
            ],
            local.Output.Take(3));
        Assert.Contains(local.Output, line => line == $"\tHealth: [GET,HEAD] {local.Client.BaseAddress}health");
        Assert.Contains(local.Output, line => line == $"\tBuy: [POST] {local.Client.BaseAddress}buy");
        Assert.Contains(local.Output, line => line == $"\tGetAllBoughtItems: [GET,HEAD] {local.Client.BaseAddress}getAllBoughtItems");
        Assert.Contains(local.Output, line => line == "\tRecordPurchases: kafkaTrigger, topic purchases.v1");

        local.Signal("INT");

        Assert.Equal(0, await local.ExitAsync());
        Assert.Empty(local.Errors);
    }

    [Fact]
    public async Task A_data_directory_is_called_new_at_its_first_start_alone()
    {
        Assert.Equal($"Data: {_folder.File("data")} (new)", await DataLineAsync());
        Assert.Equal($"Data: {_folder.File("data")}", await DataLineAsync());

        async Task<string> DataLineAsync()
        {
            await using var local = await RunningLocal.StartAsync(_folder);
            await using var screen = new StringWriter();
            StartupScreen.Print(screen, local.Services, [local.Url.ToString()]);
            return Assert.Single(screen.ToString().Split(Environment.NewLine), line => line.StartsWith("Data: ", StringComparison.Ordinal));
        }
    }

    [Theory]
    [InlineData(".gitignore")]
    [InlineData(".dockerignore")]
    public void The_default_data_directory_stays_out_of_commits_and_images(string ignored) =>
        Assert.Contains($"{new LocalOptions().Data}/", Repository.Read(ignored), StringComparison.Ordinal);

    [Fact]
    public async Task It_stops_cleanly_when_its_terminal_is_closed()
    {
        using var local = await StartWithDefaultSignalAsync("HUP");

        local.Signal("HUP");

        Assert.Equal(0, await local.ExitAsync());
        Assert.Empty(local.Errors);
    }

    // As after Ctrl+S in a terminal, or in a pipe whose reader hangs.
    [Fact]
    public async Task Output_that_nobody_reads_does_not_stop_recording()
    {
        const int badEvents = 10_000;
        if (OperatingSystem.IsWindows()) Assert.Skip("Windows has no named pipes among its files.");
        await using (var topic = new TopicLog(new(_folder.File("data")), "purchases.v1", TimeProvider.System))
            await topic.AppendAllAsync([.. Enumerable.Repeat(new LogRecord(null, "hello"u8.ToArray(), []), badEvents)]);
        await Tool.RunAsync(new("mkfifo", [_folder.File("output")]));
        await using var unread = new FileStream(_folder.File("output"), FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite);

        using var local = LocalProcess.LaunchShell(
            _folder.Path, "dotnet run --project Purchases.Local --urls http://127.0.0.1:0 --data data > output");

        // The test reads the address that Local listens on, and nothing after that.
        using var reader = new StreamReader(unread);
        while (local.Client.BaseAddress is null) local.Client.BaseAddress = LocalProcess.AddressIn((await reader.ReadLineAsync())!);
        await Eventually.TrueAsync(() => File.Exists(_folder.File("data/purchases.db")) && CommittedOffset.In(_folder) == badEvents);
        await local.Client.ReadyAsync();
        using var bought = await local.Client.BuyAsync();
        await Eventually.GetAsync(() => local.Client.GetAsync(bought.Headers.Location), response => response.IsSuccessStatusCode);

        local.Signal("TERM");
        Assert.Equal(0, await local.ExitAsync());
    }

    [Fact]
    public async Task A_port_in_use_ends_it_in_one_line()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var port = ((IPEndPoint)taken.LocalEndpoint).Port;

        using var local = LocalProcess.Launch(_folder.Path, All(["--urls", $"http://127.0.0.1:{port}"]));

        Assert.NotEqual(0, await local.ExitAsync());
        Assert.Empty(local.Output);
        var line = Assert.Single(local.Errors);
        Assert.StartsWith($"Purchases.Local: Can't listen on http://127.0.0.1:{port}: ", line, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_data_directory_that_cannot_be_written_ends_it_in_one_line()
    {
        await File.WriteAllTextAsync(_folder.File("file"), "");

        await EndsInOneLineAsync("--data", "--data", _folder.File("file/data"));
    }

    [Theory]
    [InlineData("--dta")]
    [InlineData("surplus")]
    [InlineData("--data")]
    public async Task A_bad_command_line_ends_it_in_one_line(string argument) => await EndsInOneLineAsync(argument, argument);

    [Theory]
    [InlineData("https://localhost:7071")]
    [InlineData("localhost:7071")]
    [InlineData("http://localhost:7071/path")]
    [InlineData("http://localhost:0")]
    [InlineData("http://[127.0.0.1]:0")]
    [InlineData("http://no-such-host.invalid:0")]
    [InlineData(";")]
    public async Task An_unusable_address_ends_it_in_one_line(string url) => await EndsInOneLineAsync("--urls", "--urls", url);

    [Theory]
    [InlineData("0")]
    [InlineData("36501")]
    [InlineData("1.5")]
    [InlineData("")]
    public async Task An_invalid_retention_ends_it_in_one_line(string retain) =>
        await EndsInOneLineAsync("--retain", "--retain", retain);

    [Theory]
    [InlineData("http://0.0.0.0:0")]
    [InlineData("http://[::]:0")]
    [InlineData("http://127.0.0.1:0;http://+:0")]
    public async Task An_address_beyond_loopback_without_a_key_ends_it_in_one_line(string url) =>
        await EndsInOneLineAsync("FUNCTIONS_KEY", "--urls", url);

    [Theory]
    [InlineData("{", "host.json")]
    [InlineData("""{"version":"2.0","extensions":{"kafka":{"maxBatchSize":"many"}}}""", "maxBatchSize")]
    [InlineData("""{"version":"2.0","extensions":{"kafka":{"autoOffsetReset":"Newest"}}}""", "autoOffsetReset")]
    [InlineData("""{"version":"1.0"}""", "version")]
    [InlineData("""{"version":"2.0","extensions":{"http":{"routePrefix":"a{b"}}}""", "routePrefix")]
    [InlineData("""{"version":"2.0","logging":{"logLevel":{"default":"Loud"}}}""", "logLevel")]
    public async Task An_invalid_host_json_ends_it_in_one_line(string content, string named)
    {
        await File.WriteAllTextAsync(_folder.File("host.json"), content);

        await EndsInOneLineAsync(named);
    }

    [Fact]
    public async Task An_invalid_local_settings_json_ends_it_in_one_line_without_its_values()
    {
        await File.WriteAllTextAsync(_folder.File("local.settings.json"), "{ \"Values\": { \"FUNCTIONS_KEY\": \"a-secret\", } ");

        var line = await EndsInOneLineAsync("local.settings.json");
        Assert.DoesNotContain("a-secret", line, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("AzureFunctionsJobHost__functions__0", "Bye", "'Bye'")]
    [InlineData("API_SERVER_URL", "localhost:8000", "API_SERVER_URL")]
    [InlineData("KAFKA_TOPIC", "../purchases", "KAFKA_TOPIC")]
    [InlineData("Kestrel__Endpoints__Other__Url", "http://0.0.0.0:0", "Kestrel:Endpoints")]
    [InlineData("KAFKA_GROUP_ID", "", "KAFKA_GROUP_ID")]
    [InlineData("FUNCTIONS_KEY", "a key", "FUNCTIONS_KEY")]
    public async Task An_invalid_setting_ends_it_in_one_line(string name, string value, string named)
    {
        await File.WriteAllTextAsync(_folder.File("local.settings.json"), $$"""{ "Values": { "{{name}}": "{{value}}" } }""");

        await EndsInOneLineAsync(named);
    }

    [Fact]
    public async Task A_read_only_disk_is_named_rather_than_another_process()
    {
        await SmallDisk.PrepareAsync(_folder);
        using var local = await SmallDisk.LaunchReadOnlyAsync(_folder);

        Assert.Equal(1, await local.ExitAsync());
        var line = Assert.Single(local.Errors);
        Assert.Contains("Read-only file system", line, StringComparison.Ordinal);
        Assert.DoesNotContain("process", line, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Data_files_are_readable_by_their_owner_alone()
    {
        if (OperatingSystem.IsWindows()) Assert.Skip("Windows has no modes of files.");
        await using var local = await RunningLocal.StartAsync(_folder);
        await local.BuyAsync("u1", "i1", 1);
        await local.RecordedAsync("u1", 1);
        const UnixFileMode others = (UnixFileMode)0b111_111;

        var data = _folder.File("data");
        Assert.True(Directory.GetFiles(data).Length >= 7);
        foreach (var path in (string[])[data, .. Directory.GetFiles(data)])
        {
            if (!OperatingSystem.IsWindows()) Assert.True((File.GetUnixFileMode(path) & others) == UnixFileMode.None, path);
        }
    }

    // Under nohup, or in the background of a shell, the tests ignore the signal, and so would Local.
    private async Task<LocalProcess> StartWithDefaultSignalAsync(string signal)
    {
        if (!OperatingSystem.IsLinux()) Assert.Skip("Only Linux's env can reset an ignored signal.");
        var local = LocalProcess.LaunchShell(
            _folder.Path,
            $"exec env --default-signal={signal} bash -c \"dotnet run --project Purchases.Local --urls http://127.0.0.1:0\"");
        await local.ListensAsync();
        return local;
    }

    [Fact]
    public async Task Stopped_before_it_has_started_it_ends_without_an_error()
    {
        await using var app = LocalApp.Build(
            new() { Data = _folder.File("data"), Urls = "http://127.0.0.1:0", CurrentDirectory = _folder.Path });
        await app.RunAsync(new(canceled: true));
    }

    // As Program does, but in this process.
    private async Task<string> EndsInOneLineAsync(string named, params string[] arguments)
    {
        var failure = await Record.ExceptionAsync(
            () => Local.CommandLine.RunAsync(All(arguments), ServeAsync));

        Assert.True(failure is StartupException or SettingsException, $"{failure}");
        return InOneLine(failure.Message, named);

        async Task ServeAsync(LocalOptions options, CancellationToken stop)
        {
            await using var app = LocalApp.Build(
                options with { CurrentDirectory = _folder.Path }, services => services.RemoveAll<ILoggerProvider>());
            await app.StartAsync(stop);
        }
    }

    private static string InOneLine(string message, string named)
    {
        Assert.DoesNotContain('\n', message);
        Assert.Contains(named, message, StringComparison.OrdinalIgnoreCase);
        return message;
    }

    // On a free port and with data in the folder, unless these say otherwise.
    private string[] All(string[] arguments)
    {
        return [.. Unless("--urls", "http://127.0.0.1:0"), .. Unless("--data", _folder.File("data")), .. arguments];

        string[] Unless(string option, string value) => arguments.Contains(option) ? [] : [option, value];
    }
}
