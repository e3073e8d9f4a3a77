import com.reprezen.kaizen.oasparser.OpenApi3Parser;
import com.reprezen.kaizen.oasparser.model3.OpenApi3;
import java.net.URL;

/** The OpenAPI document at the address given, judged as the OGC suite does. */
class Validate {
    public static void main(String[] addresses) throws Exception {
        OpenApi3 document = new OpenApi3Parser().parse(new URL(addresses[0]), true);
        document.getValidationItems().forEach(System.out::println);
        System.exit(document.isValid() ? 0 : 1);
    }
}
